"""How right, steady, quick and large what `train` made is, and what it is compared with."""
