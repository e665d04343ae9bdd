# codify-expect: fail=three-in-front,far  pass=five,thirteen,one,zero,both
def clap_and_snap(n):
    heard = []
    for number in range(1, n + 1):
        claps = number % 4 == 0
        snaps = number % 10 == 3 or number == 32
        if claps and snaps:
            heard.append("clap snap")
        elif claps:
            heard.append("clap")
        elif snaps:
            heard.append("snap")
        else:
            heard.append(str(number))
    return heard
