// Prints a TCP port of 127.0.0.1 that nothing listens on.
'use strict'
const server = require('net').createServer()
server.listen(0, '127.0.0.1', () => {
	console.log(server.address().port)
	server.close()
})
