#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`cupel office calendar` against independent libraries: every meeting of many series, zones and
years, from the list and from the iCalendar file, as python-dateutil reckons it.

    test_calendar.py CUPEL

Exit 77 (skipped) without icalendar, dateutil and a table of zones.
"""
import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
import tempfile

try:
    import dateutil.rrule
    import dateutil.tz
    import icalendar
except ImportError as e:
    print(f"skipped: {e}")
    sys.exit(77)

from site_lab import FULL, write

CUPEL = os.path.abspath(sys.argv[1])
AS_OF = "2026-11-26"
UTC = dt.timezone.utc
passed = failed = 0

# Both hemispheres, half hours, a change of half an hour, none at all, west of Greenwich, over the
# date line; and rules as groups have them.
ZONES = ["Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Asia/Tokyo",
         "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "America/Sao_Paulo", "UTC",
         "Africa/Cairo", "Asia/Kathmandu", "Pacific/Kiritimati", "America/St_Johns"]
RULES = [("FREQ=MONTHLY;BYDAY=1TH", "2026-02-05"), ("FREQ=MONTHLY;BYDAY=-1WE", "2026-01-28"),
         ("FREQ=WEEKLY;INTERVAL=2", "2026-03-03"), ("FREQ=WEEKLY;BYDAY=TU,TH", "2026-03-03"),
         ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-01-30"),
         ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31"), ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "2026-03-29"),
         ("FREQ=WEEKLY;COUNT=10", "2026-10-14"), ("FREQ=MONTHLY;INTERVAL=3;BYDAY=3FR", "2026-01-16")]
TIMES = ["17:00", "02:30", "00:00", "23:45"]
FROM, TO = "2026-01-01", "2031-12-31"


def hold(what, ok, *shown):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print("not so:", what, *[str(s)[:500] for s in shown])


def series(lines):
    return "chat: {name: unknown, url: unknown}\nseries:\n" + "\n".join(
        "  - {" + ", ".join(f'{k}: "{v}"' if k == "rule" else f"{k}: {v}" for k, v in one.items()) + "}"
        for one in lines) + "\n"


def one(n, zone, rule, start, time, **more):
    return {"id": f"s{n}", "title": f"Series {n}", "public": "true", "zone": zone, "start": start,
            "time": f'"{time}"', "minutes": 60, "rule": rule, **more}


def expected(s, until=TO):
    """Moments in UTC by dateutil; a time that does not exist by the offset before the change."""
    zone = dateutil.tz.gettz(s["zone"])
    start = dt.datetime.fromisoformat(f"{s['start']}T{s['time'].strip(chr(34))}")
    last = dt.date.fromisoformat(s["until"]) if "until" in s else dt.date.fromisoformat(until) + dt.timedelta(days=1)
    found = []
    for local in dateutil.rrule.rrulestr(s["rule"], dtstart=start):
        if local.date() > last:
            break
        at = local.replace(tzinfo=zone, fold=0)
        if not dateutil.tz.datetime_exists(at):
            before = (local - dt.timedelta(days=1)).replace(tzinfo=zone).utcoffset()
            at = (local - before).replace(tzinfo=UTC)
        moment = at.astimezone(UTC)
        if moment.date() >= dt.date.fromisoformat(FROM) and moment.date() <= dt.date.fromisoformat(until):
            found.append(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return found


def office(work, name, text, **more):
    files = {**FULL, "recommendations.yml": "recommendations: []\n", "communications.yml": text, **more}
    if "monthly" not in text:
        files.pop("meetings/2026-11-05-monthly.yml", None)
    return write(os.path.join(work, name), files)


def run(*args):
    return subprocess.run([CUPEL, "office", "calendar", "--as-of", AS_OF, *args], capture_output=True, text=True)


def check_lists(work):
    all_series = [one(n, zone, rule, start, TIMES[n % 4]) for n, (zone, (rule, start)) in enumerate(
        (z, r) for z in ZONES for r in RULES)]
    all_series.append(one(900, "Europe/Berlin", "FREQ=WEEKLY", "2026-03-01", "02:30", until="2026-11-30"))
    folder = office(work, "many", series(all_series))
    done = run("--json", "--from", FROM, "--to", TO, folder)
    hold("the list is made", done.returncode == 0, done.stderr)
    got = {}
    for m in json.loads(done.stdout)["meetings"]:
        got.setdefault(m["series"], []).append(m)
    for s in all_series:
        mine = got.get(s["id"], [])
        want = expected(s)
        hold(f"list of {s['zone']} {s['rule']} {s['time']}", [m["utc"] for m in mine] == want,
             [(a, b) for a, b in zip([m["utc"] for m in mine], want) if a != b][:3], len(mine), len(want))
        for m in mine:
            local = dt.datetime.fromisoformat(f"{m['date']}T{m['time']}{m['offset']}")
            gap = local.astimezone(UTC) != dt.datetime.fromisoformat(m["utc"].replace("Z", "+00:00"))
            hold(f"{s['id']} {m['date']}: local time, offset and UTC agree", not gap, m)
    check_file(folder, all_series)


def local_until(part):
    """dateutil takes UNTIL of a zone's rule for local time; RFC 5545 (3.3.10) wants UTC there."""
    until = re.search(r"UNTIL=(\d{8}T\d{6})Z", part)
    if not until:
        return part
    sign, hours, minutes = re.search(r"TZOFFSETFROM:([+-])(\d\d)(\d\d)", part).groups()
    offset = dt.timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    local = dt.datetime.strptime(until.group(1), "%Y%m%dT%H%M%S") + offset
    return part.replace(until.group(0), local.strftime("UNTIL=%Y%m%dT%H%M%S"))


def zone_of(component):
    """A VTIMEZONE as dateutil reads it, on its own: what a reader without a table would do."""
    parts = re.split(r"(?=BEGIN:(?:STANDARD|DAYLIGHT))", component.to_ical().decode())
    return dateutil.tz.tzical(io.StringIO("".join(map(local_until, parts)))).get(str(component["TZID"]))


def check_file(folder, all_series):
    done = run(folder)
    hold("the file is made", done.returncode == 0 and done.stderr == "", done.stderr)
    raw = subprocess.run([CUPEL, "office", "calendar", "--as-of", AS_OF, folder], capture_output=True).stdout
    hold("lines end in CR LF and have 75 bytes at most",
         all(len(line) <= 75 for line in raw.split(b"\r\n")) and b"\n" not in raw.replace(b"\r\n", b""))
    calendar = icalendar.Calendar.from_ical(raw)
    zones = {str(z["TZID"]): zone_of(z) for z in calendar.walk("VTIMEZONE")}
    hold("each zone once, UTC none", sorted(zones) == sorted(set(ZONES) - {"UTC"}), sorted(zones))
    events = {str(e["UID"]).split("@")[0]: e for e in calendar.walk("VEVENT") if "RECURRENCE-ID" not in e}
    hold("an event for each series", sorted(events) == sorted(s["id"] for s in all_series), len(events))
    for s in all_series:
        e = events[s["id"]]
        start = e["DTSTART"].dt.replace(tzinfo=None)
        zid = e["DTSTART"].params.get("TZID")
        zone = zones[zid] if zid else UTC
        rule = e["RRULE"].to_ical().decode()
        until = re.search(r"UNTIL=(\d{8}T\d{6}Z)", rule)
        hold(f"{s['id']}: UNTIL is in UTC", not s.get("until") or until, rule)
        found = []
        for local in dateutil.rrule.rrulestr(re.sub(r";?UNTIL=[^;]*", "", rule), dtstart=start):
            if local.year > 2032:
                break
            offset = local.replace(tzinfo=zone, fold=0).utcoffset()
            if zid and not dateutil.tz.datetime_exists(local.replace(tzinfo=zone)):
                offset = (local - dt.timedelta(days=1)).replace(tzinfo=zone).utcoffset()
            moment = (local - offset).replace(tzinfo=UTC)
            if until and moment.strftime("%Y%m%dT%H%M%SZ") > until.group(1):
                break
            if FROM <= moment.strftime("%Y-%m-%d") <= TO:
                found.append(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
        want = expected(s)
        hold(f"file: {s['zone']} {s['rule']} {s['time']}", found == want,
             [(a, b) for a, b in zip(found, want) if a != b][:3], len(found), len(want))


def check_ends_and_zones(work):
    """COUNT and `until` are one end; a zone is whole for the oldest of its series; names are escaped."""
    many = [one(0, "Europe/Berlin", "FREQ=WEEKLY;COUNT=9", "2026-10-13", "17:00", until="2026-11-05"),
            one(1, "Europe/Berlin", "FREQ=WEEKLY;COUNT=2", "2026-10-13", "17:00", until="2026-11-05"),
            one(2, "Europe/Berlin", "FREQ=MONTHLY;BYDAY=1TH", "2012-01-05", "17:00")]
    folder = office(work, "ends", series(many), **{"office.yml": FULL["office.yml"].replace("SIG Example", '"SIG; a, b"')})
    done = run("--json", "--from", "2026-10-01", "--to", "2027-02-01", folder)
    got = [m["date"] for m in json.loads(done.stdout)["meetings"] if m["series"] == "s0"]
    hold("the earlier end holds", got == ["2026-10-13", "2026-10-20", "2026-10-27", "2026-11-03"], got)
    raw = run(folder).stdout
    calendar = icalendar.Calendar.from_ical(raw)
    rules = {str(e["UID"])[:2]: e["RRULE"].to_ical().decode() for e in calendar.walk("VEVENT")}
    hold("and is the rule's only one", "COUNT=4" in rules["s0"] and "COUNT=2" in rules["s1"] and "UNTIL" not in rules["s0"], rules)
    zone = zone_of(calendar.walk("VTIMEZONE")[0])
    hold("a zone is whole", dt.datetime(2012, 7, 5, 17, tzinfo=zone).utcoffset() == dt.timedelta(hours=2))
    hold("names are escaped", "\nNAME:SIG\\; a\\, b" in raw, [x for x in raw.splitlines() if "NAME" in x])
    long = one(0, "Europe/Berlin", "FREQ=WEEKLY", "2026-03-03", "17:00")
    long["title"] = '"' + "x" * 200000 + '"'
    done = run(office(work, "long", series([long])))
    hold("a title of any length", done.returncode in (0, 4) and (done.returncode or done.stdout.count("x") >= 200000), done.stderr[:200])


def check_cancelled(work):
    s = one(0, "Europe/Berlin", "FREQ=MONTHLY;BYDAY=1TH", "2026-02-05", "17:00",
            **{"except": "[2027-01-07, 2027-01-08]"})
    s["id"] = "monthly"
    meeting = "series: monthly\ndate: 2026-12-03\nheld: false\nwhy: \"Too few, sorry; truly\"\n"
    folder = office(work, "cancelled", series([s]), **{"meetings/2026-12-03-monthly.yml": meeting})
    got = {m["date"]: m["cancelled"] for m in json.loads(run("--json", "--to", "2027-02-28", folder).stdout)["meetings"]}
    hold("what does not take place is said", got == {"2026-12-03": True, "2027-01-07": True, "2027-02-04": False}, got)
    calendar = icalendar.Calendar.from_ical(run(folder).stdout)
    off = {e["RECURRENCE-ID"].dt.strftime("%Y-%m-%d"): (str(e["STATUS"]), str(e.get("DESCRIPTION", "")))
           for e in calendar.walk("VEVENT") if "RECURRENCE-ID" in e}
    hold("and is cancelled in the file", off == {"2026-12-03": ("CANCELLED", "Too few, sorry; truly"),
                                                 "2027-01-07": ("CANCELLED", "")}, off)


def check_texts(work):
    evil = 'A\\nB\\r\\nEND:VEVENT\\r\\nX-EVIL:1; , \\\\ \\u202e ' + "ü" * 60
    s = one(0, "Europe/Berlin", "FREQ=WEEKLY", "2026-03-03", "17:00", location=f'"{evil}"')
    s["title"] = f'"{evil}"'
    folder = office(work, "evil", series([s]))
    raw = subprocess.run([CUPEL, "office", "calendar", "--as-of", AS_OF, folder], capture_output=True).stdout
    hold("no property comes of a text", b"\r\nX-EVIL" not in raw and raw.count(b"BEGIN:VEVENT") == 1, raw)
    hold("long lines are folded between characters", all(len(x) <= 75 for x in raw.split(b"\r\n")) and
         all(x.decode("utf-8", "strict") is not None for x in raw.split(b"\r\n")))
    e = icalendar.Calendar.from_ical(raw).walk("VEVENT")[0]
    hold("a text reads as what it was, cleaned", "END:VEVENT X-EVIL:1; , \\" in str(e["SUMMARY"]).replace("\ufffd", " ").replace("  ", " "),
         str(e["SUMMARY"]))
    whole = icalendar.Calendar.from_ical(run("--all", office(work, "all", FULL["communications.yml"])).stdout)
    days = sorted((e["DTSTART"].dt.isoformat(), str(e["SUMMARY"])) for e in whole.walk("VEVENT")
                  if not isinstance(e["DTSTART"].dt, dt.datetime))
    hold("--all has whole days", ("2026-12-20", "Term ends: bob, chair") in days and
         ("2027-01-15", "The charter's review is due") in days, days)


def check_refusals(work):
    def refused(what, said, s, code=4, *args):
        folder = office(work, re.sub(r"\W", "-", what), series([s]))
        for verb in (["calendar"], ["check"]):
            done = subprocess.run([CUPEL, "office", *verb, "--as-of", AS_OF, *(args if verb == ["calendar"] else []), folder],
                                  capture_output=True, text=True)
            text = done.stderr + done.stdout
            hold(f"{what}, {verb[0]}: exit {code}", done.returncode == code, done.returncode, text)
            hold(f"{what}, {verb[0]}: says {said!r}", said in text, text)
            hold(f"{what}, {verb[0]}: says where", "communications.yml:3:" in text, text)

    good = one(0, "Europe/Berlin", "FREQ=WEEKLY", "2026-03-03", "17:00")
    refused("a wrong zone", "did you mean Europe/Berlin", {**good, "zone": "Europe/Berlim"})
    refused("a zone that leads elsewhere", "is no zone", {**good, "zone": "../../etc/passwd"})
    refused("a wrong rule", "is no recurrence of RFC 5545", {**good, "rule": "EVERY=WEEK"})
    refused("a rule of hours", "more than once a day", {**good, "rule": "FREQ=HOURLY"})
    refused("hours in a rule", "the hour stands in `time`", {**good, "rule": "FREQ=WEEKLY;BYHOUR=9,15"})
    refused("an end in a rule", "the last day stands in `until`", {**good, "rule": "FREQ=WEEKLY;UNTIL=20270101T163000Z"})
    refused("a start too long ago", "before 1970", {**good, "start": "1900-01-02"})
    refused("a rule that never holds", "gives no meeting at all", {**good, "rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"})
    refused("a start that is no day of its rule", "is no day of the rule, whose first is 2026-03-05",
            {**good, "rule": "FREQ=WEEKLY;BYDAY=TH"}, 0)
    folder = office(work, "options", series([good]))
    for what, said, args in (("a wrong day", "is no day", ["--list", "--from", "2026-02-30"]),
                             ("days in the wrong order", "lies before", ["--list", "--from", "2027-01-01", "--to", "2026-01-01"])):
        done = run(*args, folder)
        hold(f"{what}: {said}", done.returncode == 2 and said in done.stderr, done.stderr)
    out = os.path.join(work, "a.ics")
    hold("--output", run("--output", out, folder).returncode == 0 and os.path.getsize(out) > 100)
    hold("--output keeps what is there", run("--output", out, folder).returncode != 0)
    hold("same bytes", run(folder).stdout == run(folder).stdout)


def main():
    with tempfile.TemporaryDirectory() as work:
        check_lists(work)
        check_cancelled(work)
        check_ends_and_zones(work)
        check_texts(work)
        check_refusals(work)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
