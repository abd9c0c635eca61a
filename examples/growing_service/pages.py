"""A page is a small tree, which is rendered once."""


class Element:
    """A part of a page. It knows its children, and which element it is in."""

    def __init__(self, text, parent=None):
        self.text = text
        self.parent = parent
        self.children = []
        if parent is not None:
            parent.children.append(self)


def render(profile):
    """The text of a visitor's page."""
    page = Element("page")
    Element(f"Welcome, {profile['name']}", page)
    Element(f"Your address is {profile['street']}", page)
    return "\n".join(child.text for child in page.children)
