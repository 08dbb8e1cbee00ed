import type { Exchange } from '../../connection';
import type { ExchangeError } from '../../errors';
import { call } from '../../ews/request';
import { getServerTimeZones } from '../../ews/operations/getServerTimeZones';
import { openCalendar } from '../../mailboxes/openCalendar';
import { outcomeOf, type Outcome } from '../../outcome';

/** A request whose answer doesn't matter, as the service account itself. */
export type Question = (exchange: Exchange, signal: AbortSignal) => Promise<unknown>;

/** Needs no mailbox, but some servers that are not Microsoft's do not know it. */
export const askForTimeZone: Question = async (exchange, signal) =>
	await call(exchange, getServerTimeZones, { ids: ['UTC'] }, { impersonate: false, signal });

/** Known to every server, but an account may have no mailbox of its own. */
const askForOwnCalendar: Question = async (exchange, signal) =>
	await openCalendar(exchange, undefined, signal);

/**
 * Asks EWS until it answers. Only a server that may not know the first question is asked the second.
 * @returns the outcome of the question that was answered, or else of the first
 */
export async function askEws(
	exchange: Exchange,
	signal: AbortSignal,
): Promise<{ question: Question; outcome: Outcome<unknown> }> {
	const first = await outcomeOf(askForTimeZone(exchange, signal));
	if (!first.ok && mayBeUnknown(first.error)) {
		const second = await outcomeOf(askForOwnCalendar(exchange, signal));
		if (second.ok || isAnswer(second.error)) {
			return { question: askForOwnCalendar, outcome: second };
		}
	}
	return { question: askForTimeZone, outcome: first };
}

/** True for an error that EWS itself reports, which it does only after the sign-in. */
export function isAnswer({ code, details }: ExchangeError): boolean {
	return details.responseCode !== undefined && code !== 'signIn';
}

/** True for the ways in which servers refuse an operation that they do not know. */
function mayBeUnknown({ code, details: { responseCode = '' } }: ExchangeError): boolean {
	return (
		code === 'http' ||
		code === 'malformedResponse' ||
		/^(SoapFault|ErrorInvalidOperation|ErrorInvalidRequest)$/.test(responseCode)
	);
}
