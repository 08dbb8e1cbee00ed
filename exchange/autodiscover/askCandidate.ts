import type { Conceal } from '../transport/conceal';
import type { Transport } from '../transport/transport';
import type { AutodiscoverAnswer } from './answers';
import { poxRequest, readPoxAnswer } from './pox';
import { readSoapAnswer, soapRequest } from './soap';

/** In bytes. */
const maxAnswerBytes = 512 * 1024;

interface AskOptions {
	transport: Transport;
	signal: AbortSignal;
	/** Longest time until the answer begins, and again until it ends, in milliseconds. */
	timeoutMs: number;
}

/** Asks one autodiscover URL about an address: `.svc` by SOAP, anything else by POX. */
export async function askCandidate(
	url: string,
	address: string,
	{ transport, signal, timeoutMs }: AskOptions,
): Promise<{ answer: AutodiscoverAnswer; conceal: Conceal }> {
	const isSoap = new URL(url).pathname.endsWith('.svc');
	const response = await transport.send({
		url,
		headers: { 'content-type': 'text/xml; charset=utf-8' },
		body: isSoap ? soapRequest(address, url) : poxRequest(address),
		mailbox: address,
		signal,
		idleTimeoutMs: timeoutMs,
		answerTimeoutMs: timeoutMs,
	});
	const { conceal } = response;
	try {
		if (response.status !== 200 && response.status !== 500) {
			return { answer: { kind: 'error', code: `HTTP ${response.status}` }, conceal };
		}
		const chunks: Buffer[] = [];
		let length = 0;
		for await (const chunk of response.body) {
			length += chunk.length;
			if (length > maxAnswerBytes) {
				return { answer: { kind: 'error', code: 'an endless answer' }, conceal };
			}
			chunks.push(chunk);
		}
		const body = Buffer.concat(chunks);
		return { answer: isSoap ? readSoapAnswer(body) : readPoxAnswer(body), conceal };
	} finally {
		response.discard();
	}
}
