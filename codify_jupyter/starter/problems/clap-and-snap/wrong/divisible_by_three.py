# codify-expect: fail=thirteen,both,three-in-front,far  pass=five,one,zero
def clap_and_snap(n):
    heard = []
    for number in range(1, n + 1):
        if number % 4 == 0 and number % 3 == 0:
            heard.append("clap snap")
        elif number % 4 == 0:
            heard.append("clap")
        elif number % 3 == 0:
            heard.append("snap")
        else:
            heard.append(str(number))
    return heard
