"""Whom do we contact, who is left alone, and who must not be contacted?"""

from ui import target_lists

target_lists.show()
