import { request as httpRequest, type RequestOptions } from 'node:http';
import { tlsSocket, type TlsProbeOptions } from './tls';

interface HttpProbeOptions extends Omit<TlsProbeOptions, 'tls'> {
	url: string;
	/** Undefined for plain `http:`. */
	tls?: TlsProbeOptions['tls'];
	headers: Record<string, string>;
	body: string;
}

/** The answer to one request that was sent without sign-in and whose redirects were not followed. */
export type HttpAnswer =
	| {
			outcome: 'answered';
			status: number;
			/** Lower-case names; repeated ones joined by comma. */
			headers: Record<string, string>;
			/** Scheme names in the server's spelling. */
			schemes: string[];
			/** The first 16 kB of the body. */
			body: string;
			ms: number;
			/** The time at which the answer came in, by our clock. */
			receivedAt: Date;
	  }
	| { outcome: 'failed'; code: string; message: string; ms: number };

const bodyLimit = 16_384;

/**
 * POST, since some servers send everything else to a sign-in page.
 * @throws Unreachable when the proxy on the way refuses, TimedOut when it does not answer
 */
export async function askWithoutSignIn(options: HttpProbeOptions): Promise<HttpAnswer> {
	const { url, endpoint, tls, timeoutMs, signal, body, headers } = options;
	const start = performance.now();
	const ms = () => Math.round(performance.now() - start);
	const { pathname, search, host } = new URL(url);
	const socket = tls && (await tlsSocket({ endpoint, tls, timeoutMs, signal }));
	const request: RequestOptions = {
		method: 'POST',
		host: endpoint.host,
		port: endpoint.port,
		path: pathname + search,
		headers: { host, ...headers, 'content-length': Buffer.byteLength(body) },
		signal,
		// With an agent of its own the request would not take the socket.
		...(socket ? { createConnection: () => socket } : { agent: false }),
	};
	return await answerTo(request, body, timeoutMs, ms);
}

async function answerTo(
	options: RequestOptions,
	body: string,
	timeoutMs: number,
	ms: () => number,
): Promise<HttpAnswer> {
	return await new Promise((resolve) => {
		const request = httpRequest(options);
		let giveUp = () => {
			request.destroy(
				Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' }),
			);
		};
		// Not the option `timeout`: it ends silence alone, and not on a socket that was made here.
		const limit = setTimeout(() => giveUp(), timeoutMs);
		const finish = (answer: HttpAnswer) => {
			clearTimeout(limit);
			resolve(answer);
		};
		const fail = (error: NodeJS.ErrnoException) =>
			finish({
				outcome: 'failed',
				code: error.code ?? error.name,
				message: error.message,
				ms: ms(),
			});
		request.once('error', fail);
		request.once('response', (response) => {
			const chunks: Buffer[] = [];
			let length = 0;
			const end = () => {
				response.destroy();
				finish({
					outcome: 'answered',
					status: response.statusCode ?? 0,
					headers: Object.fromEntries(
						Object.entries(response.headers).map(([name, value]) => [
							name,
							[value].flat().join(', '),
						]),
					),
					schemes: schemesOf(response.headersDistinct['www-authenticate'] ?? []),
					body: Buffer.concat(chunks).toString('utf8', 0, bodyLimit),
					ms: ms(),
					receivedAt: new Date(),
				});
			};
			// The beginning tells enough of a body that trickles.
			giveUp = end;
			response.on('data', (chunk: Buffer) => {
				chunks.push(chunk);
				length += chunk.length;
				if (length >= bodyLimit) end();
			});
			response.once('end', end);
			response.once('close', end);
			response.once('error', end);
		});
		request.end(body);
	});
}

/** `['Negotiate', 'NTLM', 'Basic realm="x"']` → `['Negotiate', 'NTLM', 'Basic']` */
function schemesOf(challenges: string[]): string[] {
	const names = challenges
		.flatMap((challenge) => challenge.split(/,\s*(?=[a-z]+(?:\s|$|,))/i))
		.map((challenge) => challenge.trim().split(/\s/, 1)[0])
		.filter((name) => /^[a-z][a-z0-9-]*$/i.test(name));
	return [...new Set(names)];
}
