"""What have departments handed to each other, and what is due first?"""

from ui import inbox

inbox.show()
