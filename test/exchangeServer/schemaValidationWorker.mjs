/**
 * Validates documents for schemaValidation.ts, which asks through a MessagePort and waits on `signal`.
 * A thread of its own, since libxml2-wasm can only be imported asynchronously, and not at all by jest's CommonJS.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { workerData } from 'node:worker_threads';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';

const { port, signal, directory, schema } = workerData;

xmlRegisterFsInputProviders();
const validators = new Map([[schema, load(schema)]]);

port.on('message', ({ xml, schema }) => {
	let answer;
	try {
		answer = { violations: violationsOf(xml, schema) };
	} catch (error) {
		answer = { failure: String(error?.stack ?? error) };
	}
	port.postMessage(answer);
	Atomics.store(signal, 0, 1);
	Atomics.notify(signal, 0);
});
port.postMessage('ready');

function load(file) {
	const url = path.join(directory, file);
	const document = XmlDocument.fromBuffer(readFileSync(url), { url });
	try {
		return XsdValidator.fromDoc(document);
	} finally {
		document.dispose();
	}
}

function violationsOf(xml, schema) {
	if (!validators.has(schema)) validators.set(schema, load(schema));
	return detailsOf(() => {
		const document = XmlDocument.fromBuffer(Buffer.from(xml));
		try {
			validators.get(schema).validate(document);
		} finally {
			document.dispose();
		}
	});
}

function detailsOf(run) {
	try {
		run();
		return [];
	} catch (error) {
		if (!error.details) throw error;
		return error.details.map(({ message, line, col }) => ({
			message: message.trim(),
			...(line > 0 && { line }),
			...(col > 0 && { column: col }),
		}));
	}
}
