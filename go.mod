module github.com/golws/golws

go 1.26.8
