# SPDX-License-Identifier: BSD-2-Clause
"""Messages in Python: exceptions that carry a sentence, ends of the program, problems of a run."""

import ast

from .message import GAP, Message, says_something, tidy

RAISED = {"Refused", "Wrong", "ArgumentTypeError", "SystemExit"}
SPEAKERS = {"fail", "refuse", "complain", "die", "warn", "exit", "_judge"}
PROBLEMS = "problems"


def text_of(node):
    """A string as a pattern; a gap for what is not one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return text_of(node.left) + text_of(node.right)
    if isinstance(node, ast.IfExp):
        return text_of(node.body) if says_something(text_of(node.body)) else GAP
    return GAP


def name_of(function):
    return getattr(function, "attr", getattr(function, "id", ""))


def is_to_stderr(call):
    return any(word.arg == "file" and name_of(word.value) == "stderr" for word in call.keywords)


def is_problem(call):
    return name_of(call.func) == "append" and name_of(getattr(call.func, "value", None)) == PROBLEMS


def texts(tree):
    """(node, text) of all that is said."""
    raised = {id(node.exc) for node in ast.walk(tree) if isinstance(node, ast.Raise)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node.func)
        if name in RAISED | SPEAKERS or id(node) in raised or is_problem(node) or name == "print" and is_to_stderr(node):
            for argument in node.args:
                yield node, text_of(argument)
        for keyword in node.keywords:
            if keyword.arg == PROBLEMS and isinstance(keyword.value, ast.List):
                for element in keyword.value.elts:
                    yield node, text_of(element)


def messages(path, source, group):
    for node, text in texts(ast.parse(source)):
        if says_something(text) and " " in text.strip():
            yield Message(group, tidy(text), f"{path}:{node.lineno}")
