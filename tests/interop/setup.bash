# What both parts of the interop tests begin with; sourced. Makes $work with the
# certificates, and the functions below.
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
top=$(readlink -f "$here/../..")
build=${GOLWS_BUILD:-$top/build}
work=$(mktemp -d)
chmod 755 "$work"
pids=()
cleanup()
{
	[ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null
	wait 2>/dev/null
	rm -rf "$work"
}
trap cleanup EXIT
libraries=$build/lib

# compile SOURCE PROGRAM
compile()
{
	gcc -std=gnu11 -O2 -g -Wall -Wextra -Werror -I"$top/include" "$here/$1" -o "$work/$2" \
		-L"$libraries" -lwebsockets -Wl,-rpath,"$libraries"
}

"$here/../tls/certificates-for" "$work" || exit 1

passed=0
failed=0
# check WHAT WANTED GOT: WANTED is a pattern.
check()
{
	if [[ $3 == $2 ]]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAIL %s\n  wanted: %s\n  got:    %s\n' "$1" "$2" "${3:0:2000}"
	fi
}

# have TOOL: whether it is installed; says so when it is not.
have()
{
	command -v "$1" >/dev/null && return
	echo "skipped: no $1"
	return 1
}

free_port()
{
	local p
	while :; do
		p=$((20000 + RANDOM % 12000))
		(exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo $p; return; }
	done
}

# await PORT: until something listens there.
await()
{
	local i
	for i in $(seq 200); do
		(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
		sleep 0.05
	done
	echo "nothing listens on $1"
	return 1
}

# finish: the sum, and the status of the script.
finish()
{
	echo "$passed passed, $failed failed"
	[ $failed = 0 ]
}
