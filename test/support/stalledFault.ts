import type { HttpExchange } from '../exchangeServer/contracts';
import type { Fault } from '../exchangeServer/faults';
import { passIdleLimit } from './idleLimit';

/** By the name of the fault: true when nothing more comes from the server. */
const stalls: Record<string, (exchange: HttpExchange) => boolean> = {
	stallBeforeHeaders: () => true,
	stallInBody: ({ response }) => response.headersSent,
};

/** Lets the client's time limit pass as soon as a fault has stalled a request; other faults stay. */
export function endingStalls(fault: Fault): Fault {
	const isStalled = stalls[fault.name];
	if (!isStalled) return fault;
	return {
		...fault,
		async respond(exchange, answer, call) {
			const responding = fault.respond!(exchange, answer, call);
			while (!isStalled(exchange)) await new Promise((resolve) => setImmediate(resolve));
			await passIdleLimit(exchange.request.socket);
			await responding;
		},
	};
}
