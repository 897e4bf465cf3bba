#!/bin/sh
printf 'Content-Type: text/plain\r\n\r\n'
if [ "$REQUEST_METHOD" = POST ]; then
	echo "POST, $CONTENT_LENGTH bytes: $(head -c "$CONTENT_LENGTH")"
else
	echo "$REQUEST_METHOD, path $PATH_INFO, arguments $QUERY_STRING"
fi
