import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { systemAuthorities } from './certificate';

export interface HttpProbeOptions {
	url: string;
	/** Connects there instead of to what the URL's host resolves to. */
	address?: string;
	ca?: string;
	cert?: string;
	key?: string;
	passphrase?: string;
	/** The certificate was judged before; here it must not stand in the way. */
	rejectUnauthorized: boolean;
	headers: Record<string, string>;
	body: string;
	timeoutMs: number;
	signal?: AbortSignal;
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
			/** When the answer came in, by our clock. */
			receivedAt: Date;
	  }
	| { outcome: 'failed'; code: string; message: string; ms: number };

const bodyLimit = 16_384;

/** POST, since some servers send everything else to a sign-in page. Never throws. */
export async function askWithoutSignIn(options: HttpProbeOptions): Promise<HttpAnswer> {
	const { url, address, ca, timeoutMs, signal, body, headers, ...tls } = options;
	const start = performance.now();
	const ms = () => Math.round(performance.now() - start);
	const target = new URL(url);
	const secure = target.protocol === 'https:';
	return await new Promise((resolve) => {
		const fail = (error: NodeJS.ErrnoException) =>
			resolve({
				outcome: 'failed',
				code: error.code ?? error.name,
				message: error.message,
				ms: ms(),
			});
		const request = (secure ? httpsRequest : httpRequest)(target, {
			method: 'POST',
			agent: false,
			headers: { ...headers, 'content-length': Buffer.byteLength(body) },
			signal,
			timeout: timeoutMs,
			...(address && { lookup: fixedLookup(address) }),
			...(secure && { ...tls, ca: ca && [...systemAuthorities(), ca] }),
		});
		request.once('timeout', () => {
			request.destroy(
				Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' }),
			);
		});
		request.once('error', fail);
		request.once('response', (response) => {
			const chunks: Buffer[] = [];
			let length = 0;
			const end = () => {
				response.destroy();
				resolve({
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

function fixedLookup(address: string): LookupFunction {
	const family = address.includes(':') ? 6 : 4;
	return (_host, options, callback) => {
		if (options.all) callback(null, [{ address, family }]);
		else callback(null, address, family);
	};
}
