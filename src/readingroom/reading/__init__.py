"""One page: its words and boxes, and what it hides (found and dropped here). Never looks at other pages."""
