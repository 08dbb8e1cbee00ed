import type { Exchange } from '../connection';
import type { ExchangeError } from '../errors';
import { folderOf } from '../ews/folderId';
import { getStreamingEvents } from '../ews/operations/getStreamingEvents';
import { subscribe } from '../ews/operations/subscribe';
import { unsubscribe } from '../ews/operations/unsubscribe';
import { call } from '../ews/request';
import { streamAnswers } from '../ews/streamedAnswers';
import { SignInPaused } from '../transport/authentication/signInRefused';
import type { RetryPolicy } from '../transport/retryPolicy';
import { ExchangeCalendar } from './exchangeCalendar';
import { groupMembers } from './groupMembers';
import type { WatchOptions } from './options';
import type { WatchPorts } from './ports';
import { isMisfit, mayMeetAll, isRefusedForGood, isUnavailable } from './refusals';

/** The server ends a connection after this time, and the next one begins; it allows 30 minutes at most. */
const connectionMinutes = 30;

/** The watch itself gives up somewhat earlier. */
const idleTimeoutMs = 130_000;

/** Everything that may have changed in a calendar. */
const events = [
	'CreatedEvent',
	'ModifiedEvent',
	'DeletedEvent',
	'MovedEvent',
	'CopiedEvent',
] as const;

/** The needs of a watch from Exchange, over EWS. */
export function exchangePorts(exchange: Exchange, options: WatchOptions): WatchPorts {
	const forReadings = leavingUnavailable(exchange);
	return {
		serverOf: async (mailbox, signal) => await exchange.ewsUrl(mailbox, signal),
		membersOf: async (group, signal) => await groupMembers(exchange, group, signal),
		subscribe: async (mailbox, affinity, signal) => {
			const folder = options.calendar ?? folderOf(exchange.settings, mailbox);
			// The watch asks for it again by itself; meanwhile the others of the group need not wait.
			const isEnough = (error: unknown, attempts: number) =>
				isMisfit(error) ||
				isRefusedForGood(error) ||
				isUnavailable(error) ||
				(mayMeetAll(error) && !(error instanceof SignInPaused) && attempts > 1);
			const target = { mailbox, affinity, signal, isEnough };
			return await call(exchange, subscribe, { folder, events }, target);
		},
		unsubscribe: async (mailbox, subscriptionId, affinity, signal) => {
			const isEnough = () => true;
			const target = { mailbox, affinity, signal, isEnough };
			await call(exchange, unsubscribe, { subscriptionId }, target);
		},
		stream: (subscriptionIds, speaker, affinity, signal) =>
			streamAnswers(
				exchange,
				getStreamingEvents,
				{ subscriptionIds, minutes: connectionMinutes },
				{
					mailbox: speaker,
					affinity,
					signal,
					idleTimeoutMs,
					answerTimeoutMs: (connectionMinutes + 2) * 60_000,
				},
			),
		calendarOf: (mailbox) => new ExchangeCalendar(forReadings, mailbox, options),
	};
}

/**
 * The connection, on which a mailbox that the server can't serve now is asked for once more, and not for
 * minutes: the watch reads it again by itself, and others wait for its place meanwhile.
 */
function leavingUnavailable(exchange: Exchange): Exchange {
	const { retry } = exchange;
	const run: RetryPolicy['run'] = async (attempt, request) => {
		const isEnough = (error: ExchangeError, attempts: number) =>
			(isUnavailable(error) && attempts > 1) || request.isEnough?.(error, attempts) === true;
		return await retry.run(attempt, { ...request, isEnough });
	};
	return Object.create(exchange, { retry: { value: { run } } }) as Exchange;
}
