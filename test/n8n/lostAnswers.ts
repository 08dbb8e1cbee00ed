import { once } from 'node:events';
import type { HttpExchange } from '../exchangeServer/contracts';
import type { ExchangeServer } from '../exchangeServer';
import {
	httpStatus,
	notXml,
	resetAfterRunning,
	resetInBody,
	responseError,
	serverBusy,
	serviceUnavailable,
	signInPage,
	stallInBody,
	truncatedBody,
	type Fault,
} from '../exchangeServer/faults';
import { send } from '../exchangeServer/faults/http';

/** What becomes of the answer to a write, and whose position is written then. */
export interface LostAnswer {
	kind: string;
	person: string;
	fault: Fault;
}

/** Carries an operation out, then answers like the fault. */
function afterwards(fault: Fault): Fault {
	return {
		...fault,
		carriesOut: true,
		respond: async (exchange, answer, call) => {
			const own = await answer();
			await fault.respond!(exchange, async () => await Promise.resolve(own), call);
		},
	};
}

const gone = async ({ response }: HttpExchange) => {
	if (!response.destroyed) await once(response, 'close');
};

/** The answer breaks off within its headers. */
const cutInHeaders: Fault = {
	name: 'cutInHeaders',
	carriesOut: true,
	async respond({ request: { socket } }, answer) {
		await answer();
		socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Le');
	},
};

/** The server carries it out, and answers nobody. */
const silence: Fault = {
	name: 'silence',
	carriesOut: true,
	async respond(exchange, answer) {
		await answer();
		await gone(exchange);
	},
};

/** The server carries it out when nobody waits for it any more. */
const late: Fault = {
	name: 'late',
	carriesOut: true,
	async respond(exchange, answer) {
		await gone(exchange);
		await answer();
	},
};

/** The answer to a request of somebody else. */
function anothers(operation: string, content: string): Fault {
	const namespaces =
		'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';
	const body = `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:${operation}Response ${namespaces}><m:ResponseMessages><m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${content}</m:${operation}ResponseMessage></m:ResponseMessages></m:${operation}Response></s:Body></s:Envelope>`;
	return afterwards(httpStatus(200, body));
}

const kinds: Array<[string, Fault]> = [
	['the connection is reset', resetAfterRunning()],
	['the answer breaks off in its headers', cutInHeaders],
	['the answer breaks off in its body', resetInBody()],
	['the answer stands still in its body', stallInBody()],
	['half an answer that looks whole', truncatedBody()],
	['an empty body', afterwards(httpStatus(200))],
	['no XML', afterwards(notXml())],
	['a page in HTML', afterwards(signInPage())],
	['HTTP 500', afterwards(httpStatus(500))],
	['HTTP 502 of a gateway', afterwards(httpStatus(502, '<html><body>Bad Gateway</body></html>'))],
	['HTTP 503', afterwards(serviceUnavailable())],
	['a busy server', afterwards(serverBusy())],
	['no answer', silence],
	['no answer, and it is carried out later', late],
	["another operation's answer", anothers('FindItem', '')],
	["another's answer to reading a position", anothers('GetUserConfiguration', '')],
	["another's refusal", afterwards(responseError('ErrorAccessDenied'))],
];

export const lostAnswers: LostAnswer[] = kinds.map(([kind, fault], index) => ({
	kind,
	person: `lost${index}`,
	fault,
}));

const writes = ['CreateUserConfiguration', 'UpdateUserConfiguration', 'DeleteUserConfiguration'];

/**
 * Disturbs the next write of a mailbox's position.
 * @param rule `lost`: only the answer to the first request, or those to all that follow, reads included
 */
export function breakPositions(
	exchange: ExchangeServer,
	{ mailbox, fault, lost }: { mailbox: string; fault: Fault; lost: 'one' | 'all' },
): void {
	let hasBegun = false;
	exchange.faults.add({
		mailbox,
		operation: [...writes, 'GetUserConfiguration'],
		fault: {
			...fault,
			respond: async (http, answer, call) => {
				const isHit = hasBegun ? lost === 'all' : writes.includes(call.operation);
				hasBegun ||= isHit;
				if (isHit) await fault.respond!(http, answer, call);
				else send(http.response, await answer());
			},
		},
	});
}
