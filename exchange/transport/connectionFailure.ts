import { testPort } from '../adminCommands';
import { ExchangeError } from '../errors';
import { MalformedHttp, NameNotResolved, Unreachable, type RequestPhase } from './errors';
import { serverName, type Origin } from './origin';
import { isClientCertificateAlert, isTlsError, tlsHandshakeFailure } from './tlsFailure';

/**
 * Translates a system error on a socket for the person who has to act.
 * Only code and message of the original are kept: Node's errors may lead to the request and its headers.
 */
export function connectionFailure(
	error: unknown,
	origin: Origin,
	phase: RequestPhase,
): ExchangeError {
	if (error instanceof ExchangeError) return error;
	const { code, message } = reasonOf(error);
	const server = serverName(origin);
	const cause = Object.assign(new Error(message), { code });
	if (code === 'ENOTFOUND') return new NameNotResolved(origin.host, false, { cause });
	if (code === 'EAI_AGAIN' || code === 'EAI_FAIL') {
		return new NameNotResolved(origin.host, true, { cause });
	}
	if (code === 'HPE_HEADER_OVERFLOW' || code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
		return new MalformedHttp(`The headers of ${server} have no end`, {
			cause,
			remedy: 'Look for a proxy or balancer that adds to the headers, and have it add less.',
			remedyBy: 'networkAdmin',
		});
	}
	if (code.startsWith('HPE_')) {
		return new MalformedHttp(`${server} does not answer in HTTP`, {
			cause,
			remedy: 'Check the address and port: another service listens there.',
			remedyBy: 'you',
		});
	}
	// With TLS 1.3 the client is ready before the server has looked at its certificate; who answers has.
	const isHandshake =
		phase === 'connecting' || (phase === 'sent' && isClientCertificateAlert(code, message));
	if (isHandshake && isTlsError(code, message)) {
		return tlsHandshakeFailure(code, message, origin, cause);
	}
	const port = testPort(origin);
	switch (code) {
		case 'ECONNREFUSED':
			return new Unreachable(`${server} refused the connection`, server, phase, {
				cause,
				remedy: `Nothing listens there, or a firewall answers in its place. Check the port, and that the web site with EWS runs on ${origin.host}.`,
				remedyBy: 'exchangeAdmin',
				command: port,
			});
		case 'EHOSTUNREACH':
		case 'ENETUNREACH':
		case 'EADDRNOTAVAIL':
			return new Unreachable(`There is no route to ${server}`, server, phase, {
				cause,
				remedy:
					'Check that the machine of n8n is in, or has a route (VPN) to, the network of Exchange.',
				command: port,
			});
		case 'ETIMEDOUT':
			return new Unreachable(`${server} does not react`, server, phase, {
				cause,
				remedy: `A firewall between n8n and Exchange probably drops the packets. Open port ${origin.port} for the address of n8n.`,
				command: port,
			});
		default:
			return new Unreachable(brokenAt(phase, server, code || message), server, phase, {
				cause,
				remedy:
					phase === 'connecting'
						? 'Something between n8n and Exchange (firewall, balancer, proxy) closes connections. Check its log.'
						: 'Try again. If it happens often, look for a balancer or proxy that closes connections or has too short a time limit.',
				command: phase === 'connecting' ? port : undefined,
			});
	}
}

function brokenAt(phase: RequestPhase, server: string, reason: string): string {
	switch (phase) {
		case 'connecting':
			return `The connection to ${server} could not be made (${reason})`;
		case 'sent':
			return `${server} closed the connection without an answer (${reason})`;
		case 'reading':
			return `The connection to ${server} broke in the middle of the answer (${reason})`;
	}
}

interface Reason {
	code: string;
	message: string;
}

/** By shape, not by class: errors of Node's own modules may come from another realm. */
function reasonOf(error: unknown): Reason {
	const { code, message, errors } = (error ?? {}) as NodeJS.ErrnoException & { errors?: unknown[] };
	if (Array.isArray(errors) && errors.length > 0) {
		const all = errors.map(reasonOf);
		const refused = all.find((reason) => reason.code === 'ECONNREFUSED') ?? all[0];
		return { code: refused.code, message: all.map((reason) => reason.message).join('; ') };
	}
	return { code: typeof code === 'string' ? code : '', message: message ?? String(error) };
}
