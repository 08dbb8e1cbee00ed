// Listens with the shortest queue and never looks at it again, so that the kernel drops what comes.
const { createServer } = require('node:net');
const { parentPort } = require('node:worker_threads');
const server = createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
	parentPort.postMessage(server.address().port);
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
