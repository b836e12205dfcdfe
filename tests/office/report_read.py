# SPDX-License-Identifier: Apache-2.0
"""Reports read by the parsers of others: pages by Python's, Markdown by md4c with GitHub's extensions
(through ctypes; None where the library is not found)."""
import base64
import ctypes
import ctypes.util
import hashlib
import html.parser
import re

TAGS = {"html", "head", "meta", "title", "style", "body", "a", "header", "p", "h1", "h2", "h3", "dl", "div", "dt", "dd",
        "nav", "ul", "li", "main", "section", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "strong",
        "br", "footer"}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "href", "rel", "id", "aria-label",
              "aria-labelledby", "role", "tabindex", "scope"}
# What escaping makes of a text: one line, without characters that steer or turn.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2060\ufffd]")


def plain(text):
    return " ".join(UNSEEN.sub("", text).split())


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.problems, self.links, self.headings, self.parts, self.open = [], [], [], [], []
        self.heading, self.level, self.ids, self.style, self.policy = None, 0, set(), "", ""

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.problems.append(f"the tag {tag}")
        for key, value in attrs:
            if key not in ATTRIBUTES:
                self.problems.append(f"the attribute {key} of {tag}")
            if key == "href":
                self.links.append(value)
            if key == "id":
                if value in self.ids:
                    self.problems.append(f"the id {value} twice")
                self.ids.add(value)
        attrs = dict(attrs)
        if attrs.get("http-equiv") == "Content-Security-Policy":
            self.policy = attrs["content"]
        if tag in ("h1", "h2", "h3"):
            level = int(tag[1])
            if level > self.level + 1:
                self.problems.append(f"{tag} behind h{self.level}")
            self.level, self.heading = level, ""
        if tag == "th" and "scope" not in attrs:
            self.problems.append("th without scope")
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes something else")
        if tag in ("h1", "h2", "h3"):
            self.headings.append(plain(self.heading))
            self.heading = None

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
            return
        self.parts.append(data)
        if self.heading is not None:
            self.heading += data

    def handle_comment(self, data):
        self.problems.append(f"a comment: {data}")


def read_page(text):
    page = Page()
    page.feed(text)
    page.close()
    page.text = plain("".join(page.parts))
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    if page.policy != f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'":
        page.problems.append(f"the policy is {page.policy}")
    if page.open:
        page.problems.append(f"left open: {page.open}")
    page.problems += [f"{h} leads nowhere" for h in page.links if h.startswith("#") and h[1:] not in page.ids]
    return page


# ---- Markdown ----

class Attribute(ctypes.Structure):
    _fields_ = [("text", ctypes.c_void_p), ("size", ctypes.c_uint)]


class Heading(ctypes.Structure):
    _fields_ = [("level", ctypes.c_uint)]


ON_PART = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
ON_TEXT = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p)


class Parser(ctypes.Structure):
    _fields_ = [("abi_version", ctypes.c_uint), ("flags", ctypes.c_uint), ("enter_block", ON_PART),
                ("leave_block", ON_PART), ("enter_span", ON_PART), ("leave_span", ON_PART), ("text", ON_TEXT),
                ("debug_log", ctypes.c_void_p), ("syntax", ctypes.c_void_p)]


GITHUB = 0x4 | 0x8 | 0x400 | 0x100 | 0x200 | 0x800  # autolinks, tables, strikethrough, task lists
BLOCK_H, BLOCK_CODE, BLOCK_HTML, BLOCK_QUOTE, BLOCK_HR, BLOCK_OL = 6, 7, 8, 1, 5, 3
BLOCK_LI, BLOCK_P, BLOCK_TH, BLOCK_TD = 4, 9, 13, 14
SPAN_A, SPAN_IMG = 2, 3
TEXT_BR, TEXT_SOFTBR, TEXT_ENTITY, TEXT_HTML = 2, 3, 4, 6


class Document:
    def __init__(self):
        self.links, self.images, self.html, self.other_spans, self.headings, self.parts = [], [], [], [], [], []
        self.heading = None

    def enter_block(self, kind, detail, _):
        if kind in (BLOCK_HTML, BLOCK_CODE, BLOCK_QUOTE, BLOCK_HR, BLOCK_OL):
            self.html.append(f"block {kind}")
        if kind == BLOCK_H:
            self.heading = []
        if kind in (BLOCK_LI, BLOCK_P, BLOCK_TH, BLOCK_TD):
            self.parts.append("\n")
        return 0

    def leave_block(self, kind, detail, _):
        if kind == BLOCK_H:
            self.headings.append(plain("".join(self.heading)))
            self.heading = None
        return 0

    def enter_span(self, kind, detail, _):
        if kind == SPAN_A:
            a = ctypes.cast(detail, ctypes.POINTER(Attribute)).contents
            self.links.append(ctypes.string_at(a.text, a.size).decode())
        elif kind == SPAN_IMG:
            self.images.append("image")
        else:
            self.other_spans.append(kind)
        return 0

    def leave_span(self, kind, detail, _):
        return 0

    def text_part(self, kind, text, size, _):
        found = ctypes.string_at(text, size).decode()
        if kind == TEXT_HTML:
            self.html.append(found)
        if kind == TEXT_ENTITY:
            found = html.unescape(found)
        if kind in (TEXT_BR, TEXT_SOFTBR):
            found = " "
        self.parts.append(found)
        if self.heading is not None:
            self.heading.append(found)
        return 0


def read_markdown(text):
    name = ctypes.util.find_library("md4c")
    if not name:
        return None
    document = Document()
    data = text.encode()
    parser = Parser(0, GITHUB, ON_PART(document.enter_block), ON_PART(document.leave_block), ON_PART(document.enter_span),
                    ON_PART(document.leave_span), ON_TEXT(document.text_part), None, None)
    if ctypes.CDLL(name).md_parse(data, ctypes.c_uint(len(data)), ctypes.byref(parser), None) != 0:
        raise RuntimeError("md4c does not read it")
    document.text = plain("".join(document.parts))
    return document
