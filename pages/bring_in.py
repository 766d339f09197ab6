"""How does a company's own data come in? Seven steps on one page."""

from ui import wizard

wizard.show()
