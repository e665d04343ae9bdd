def clap_and_snap(n):
    """Return the list of what is heard when the circle counts from 1 to n."""
    heard = []
    for number in range(1, n + 1):
        claps = number % 4 == 0
        snaps = "3" in str(number)
        if claps and snaps:
            heard.append("clap snap")
        elif claps:
            heard.append("clap")
        elif snaps:
            heard.append("snap")
        else:
            heard.append(str(number))
    return heard
