# codify-expect: fail=five,thirteen,one,far  pass=zero,both,three-in-front
def clap_and_snap(n):
    heard = []
    for number in range(1, n + 1):
        if number % 4 == 0 and "3" in str(number):
            heard.append("clap snap")
        elif number % 4 == 0:
            heard.append("clap")
        elif "3" in str(number):
            heard.append("snap")
        else:
            heard.append(number)
    return heard
