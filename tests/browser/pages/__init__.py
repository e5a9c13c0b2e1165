"""What holds for every page: axe, keyboard, menus, times, print and pictures."""
