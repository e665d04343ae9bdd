# codify-expect: fail=five,thirteen,one,both,three-in-front,far  pass=zero
def clap_and_snap(n):
    heard = []
    for number in range(1, n):
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
