# codify-expect: fail=both,far  pass=five,thirteen,one,zero,three-in-front
def clap_and_snap(n):
    heard = []
    for number in range(1, n + 1):
        if number % 4 == 0:
            heard.append("clap")
        elif "3" in str(number):
            heard.append("snap")
        elif number % 4 == 0 and "3" in str(number):
            heard.append("clap snap")
        else:
            heard.append(str(number))
    return heard
