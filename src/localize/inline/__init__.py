"""The inline source of a msgid, parsed once: text, placeholders, code, tags, links, images, terms.

`markup.read` gives the marks of a text, which tile it; `pieces` and `nodes` are two views of them:
the flat one for checks, review and exchange files, the tree for what is translated.
"""
