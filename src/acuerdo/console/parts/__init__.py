"""What pages are put together from: icons, states, numbers and dates as people read them, charts, lists."""
