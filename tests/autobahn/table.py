"""Makes docs/autobahn.md of the suite's reports, and says whether all is well.

usage: table.py [--all] REPORTS LIBRARY [TABLE]

REPORTS has the folders server and client, with an index.json each.
--all: fail unless every case of the suite is there.
"""
import json
import os
import sys

SECTIONS = [
    ("1", "framing"),
    ("2", "pings and pongs"),
    ("3", "reserved bits"),
    ("4", "opcodes"),
    ("5", "fragmentation"),
    ("6", "UTF-8"),
    ("7", "closing"),
    ("9", "limits, performance"),
    ("10", "automatic fragmentation"),
    ("12", "compression: payloads"),
    ("13", "compression: parameters"),
]
CASES = 517

# The suite passes no judgement in these: what it prints about them is all there is.
INFORMATIONAL = ("7.1.6", "7.13.1", "7.13.2")


def read(reports, side, library):
    with open(os.path.join(reports, side, "index.json")) as index:
        return json.load(index).get(library, {})


def order(case):
    return [int(part) for part in case.split(".")]


def strict(case, result):
    fine = ("OK", "INFORMATIONAL") if case in INFORMATIONAL else ("OK",)
    return result["behavior"] in fine and result["behaviorClose"] in fine


def verdict(result):
    if not result:
        return "not run"
    behavior, close = result["behavior"], result["behaviorClose"]
    return behavior if close in ("OK", behavior) else "%s, closing %s" % (behavior, close)


def seconds(milliseconds):
    return "%.1f" % (milliseconds / 1000)


def duration(results, cases):
    return seconds(sum(results[case]["duration"] for case in cases if case in results))


def table(library, server, client, cases):
    sides = (server, client)
    yield "# Autobahn testsuite"
    yield ""
    yield "Written by `make autobahn` (`tests/autobahn/run`): every case of autobahntestsuite"
    yield "0.8.2 against `tests/autobahn/echo.c`, as a server and as a client, nothing left out."
    yield "OK is the suite's strict verdict, for what was said and for how the connection was"
    yield "closed. In %s the suite passes no judgement, by its own" % ", ".join(INFORMATIONAL)
    yield "definition. Times are the suite's; most of them are its own, in CPython 2.7."
    yield ""
    yield "| section | | cases | server | client | server s | client s |"
    yield "| --- | --- | --: | --- | --- | --: | --: |"
    for number, name in SECTIONS:
        mine = [case for case in cases if case.split(".")[0] == number]
        if not mine:
            continue
        cells = []
        for results in sides:
            good = sum(1 for case in mine if case in results and strict(case, results[case]))
            cells.append("all strict" if good == len(mine) else "%d of %d" % (good, len(mine)))
        yield "| %s | %s | %d | %s | %s | %s |" % (
            number, name, len(mine), " | ".join(cells), duration(server, mine), duration(client, mine))
    yield "| | sum | %d | %s | %s |" % (
        len(cases),
        " | ".join("%d" % sum(1 for case in cases if case in r and strict(case, r[case])) for r in sides),
        " | ".join(duration(r, cases) for r in sides).replace(" | ", " | "))
    yield ""
    yield "| case | server | client | server ms | client ms |"
    yield "| --- | --- | --- | --: | --: |"
    for case in cases:
        yield "| %s | %s | %s |" % (
            case,
            " | ".join(verdict(r.get(case)) for r in sides),
            " | ".join("%d" % r[case]["duration"] if case in r else "" for r in sides))


def main():
    arguments = sys.argv[1:]
    complete = arguments[0] == "--all"
    if complete:
        arguments.pop(0)
    reports, library = arguments[:2]
    server, client = (read(reports, side, library) for side in ("server", "client"))
    cases = sorted(set(server) | set(client), key=order)
    if len(arguments) > 2:
        with open(arguments[2], "w") as out:
            out.write("\n".join(table(library, server, client, cases)) + "\n")
    bad = 0
    for side, results in (("server", server), ("client", client)):
        for case in cases:
            if case not in results or not strict(case, results[case]):
                bad += 1
                print("%s %s: %s" % (side, case, verdict(results.get(case))))
    if not cases or complete and len(cases) != CASES:
        print("%d cases of %d were run" % (len(cases), CASES))
        bad += 1
    print("%d passed, %d failed" % (2 * len(cases) - bad, bad))
    return 1 if bad else 0


sys.exit(main())
