import { existsSync } from 'node:fs';
import path from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { SchemaValidation, SchemaViolation } from './contracts';

/** Validates EWS envelopes and SOAP autodiscover envelopes with libxml2 against Microsoft's schemas. */
export interface EwsSchemas extends SchemaValidation {
	/** Ends the validating thread. It never keeps the process alive, but takes 60 MB. */
	close(): Promise<void>;
}

/** Something that Exchange itself sends although the schema or XML forbids it. */
export interface SchemaException {
	name: string;
	reason: string;
	allows(violation: SchemaViolation, xml: string): boolean;
	/** The document as it would be without, so that all else in it is validated. */
	without(xml: string): string;
}

/** What may break the schema; nothing else may. */
export const schemaExceptions: readonly SchemaException[] = [
	{
		name: 'illegalCharacterReference',
		reason:
			'Exchange escapes control characters of a subject or body, which XML 1.0 forbids even as references.',
		allows: ({ message }) => /xmlParseCharRef: invalid xmlChar value/.test(message),
		without: withoutIllegalReferences,
	},
	{
		name: 'notificationNamespace',
		reason: 'Exchange streams elements of the namespace of types in that of messages.',
		allows: ({ message }, xml) =>
			xml.includes('GetStreamingEventsResponse>') &&
			/messages}(Notification|SubscriptionId)': This element is not expected/.test(message),
		without: (xml) =>
			xml
				.replace(/(<\/?)m:Notification(?=[\s>])/g, '$1t:Notification')
				.replace(/<m:ErrorSubscriptionIds>.*?<\/m:ErrorSubscriptionIds>/gs, (ids) =>
					ids.replaceAll('m:SubscriptionId', 't:SubscriptionId'),
				),
	},
];

const ewsSchema = 'soap-ews.xsd';
/** The published schema demands RequestedVersion, which Microsoft's own examples leave out. */
const autodiscoverSchema = 'autodiscover/soap-autodiscover.relaxed.xsd';
const autodiscoverNamespace = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';

/** Longest time a validation may take before it counts as hanging. */
const patienceMs = 300_000;

/** True when the folder has schemas of EWS. */
export function hasEwsSchemas(directory: string): boolean {
	return existsSync(path.join(directory, ewsSchema));
}

/** Schemas that several servers use. */
interface Shared {
	schemas: Promise<EwsSchemas>;
	users: number;
}

const shared = new Map<string, Shared>();
let isKept = true;

/**
 * The schemas of a folder, loaded once for all servers of a process and kept when nobody uses them.
 * @throws Error as loadEwsSchemas
 */
export async function sharedEwsSchemas(directory: string): Promise<EwsSchemas> {
	const one = shared.get(directory) ?? { schemas: loadEwsSchemas(directory), users: 0 };
	shared.set(directory, one);
	one.users++;
	const { validate } = await one.schemas;
	const close = async () => {
		one.users--;
		if (!isKept) await endUnused();
	};
	return { validate, close };
}

/** From now on shared schemas go with the last who uses them. */
export async function keepNoSchemas(): Promise<void> {
	isKept = false;
	await endUnused();
}

async function endUnused(): Promise<void> {
	for (const [directory, { schemas, users }] of shared) {
		if (users > 0) continue;
		shared.delete(directory);
		await (await schemas).close();
	}
}

/**
 * Loads the schemas of a folder with soap-ews.xsd (takes about 0.3 s; a validation less than 1 ms).
 * Several envelopes one after the other, as GetStreamingEvents sends them, are validated one by one.
 * @throws Error when soap-ews.xsd is missing or is not a schema
 */
export async function loadEwsSchemas(directory: string): Promise<EwsSchemas> {
	if (!hasEwsSchemas(directory)) throw new Error(`No ${ewsSchema} in ${directory}`);
	const signal = new Int32Array(new SharedArrayBuffer(4));
	const { port1: port, port2 } = new MessageChannel();
	const worker = new Worker(path.join(__dirname, 'schemaValidationWorker.mjs'), {
		workerData: { port: port2, signal, directory, schema: ewsSchema },
		transferList: [port2],
		execArgv: [],
	});
	await new Promise((resolve, reject) => {
		port.once('message', resolve);
		worker.once('error', reject);
		worker.once('exit', () => reject(new Error('The validating thread ended')));
	});
	worker.removeAllListeners();
	worker.unref();
	port.unref();

	const ask = (xml: string, schema: string): SchemaViolation[] => {
		Atomics.store(signal, 0, 0);
		port.postMessage({ xml, schema });
		let received = receiveMessageOnPort(port);
		// The bell of an earlier answer may ring late, when this one is not there yet.
		while (!received) {
			if (Atomics.wait(signal, 0, 0, patienceMs) === 'timed-out') {
				throw new Error('Schema validation hangs');
			}
			received = receiveMessageOnPort(port);
		}
		const { violations, failure } = received.message;
		if (failure) throw new Error(failure);
		return violations;
	};

	return {
		validate: (xml) => envelopesOf(xml.toString()).flatMap((envelope) => check(envelope, ask)),
		close: async () => {
			port.close();
			await worker.terminate();
		},
	};
}

function check(xml: string, ask: (xml: string, schema: string) => SchemaViolation[]) {
	const schema = xml.includes(autodiscoverNamespace) ? autodiscoverSchema : ewsSchema;
	const excused = (text: string) => {
		const violations = ask(text, schema);
		const left = violations.filter(
			(violation) => !schemaExceptions.some(({ allows }) => allows(violation, text)),
		);
		return { left, someExcused: left.length < violations.length };
	};
	const { left, someExcused } = excused(xml);
	// Validation ends at what is not well-formed, or not expected: look again without what is excused.
	if (!someExcused || left.length > 0) return left;
	return excused(schemaExceptions.reduce((text, { without }) => without(text), xml)).left;
}

function withoutIllegalReferences(xml: string): string {
	return xml.replace(
		/&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]|d[89a-f][0-9a-f]{2})|0*(?:[0-8]|1[124-9]|2\d|3[01]));/gi,
		'',
	);
}

function envelopesOf(xml: string): string[] {
	const parts = xml.split(/(?<=<\/(?:[\w.-]+:)?Envelope\s*>)\s*/).filter((part) => part !== '');
	return parts.length > 0 ? parts : [xml];
}
