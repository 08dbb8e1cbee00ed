import { batchesOf } from '../../batches';
import { mapConcurrently } from '../../concurrency';
import type { Exchange } from '../../connection';
import type { ExchangeError, ExchangeErrorCode } from '../../errors';
import { responseError, WrongAnswer } from '../../ews/errors';
import type { FreeBusyViewRecord } from '../../ews/availabilityRecords';
import type { ItemFailure } from '../../ews/itemParts';
import { getUserAvailability, mostPeople } from '../../ews/operations/getUserAvailability';
import { call, requestsAtOnce } from '../../ews/request';
import { isBusy, isTooMuch } from '../../ews/responseCodes';
import { isForEveryMailbox } from '../../mailboxes/lookUpMailbox';
import { outcomeOf, type Outcome } from '../../outcome';
import type { FreeBusyViewName } from './freeBusy';
import { GroupTooLarge, TimesNotShown } from './errors';
import { accessOf, type SeenPart } from './schedule';
import type { Interval } from './search/workingTimes';
import { windowParts } from './windows';

export interface AvailabilityQuestion {
	/** Minutes of a digit. */
	interval: number;
	view: FreeBusyViewName;
	/** The mailbox whose rights count. */
	onBehalfOf?: string;
	signal?: AbortSignal;
}

/** What a server says of one address in one part of the window. */
type Entry = { window: Interval; view: FreeBusyViewRecord } | ItemFailure;

/** The parts of the window in order, or the reason why nothing is known of the address. */
type Answer = Outcome<SeenPart[]>;

const views = {
	merged: 'MergedOnly',
	times: 'FreeBusyMerged',
	details: 'DetailedMerged',
} as const;

/** Addresses that fail one by one before the server is to blame: not one could be asked. */
const maxCulprits = 3;

/**
 * Asks for the time of any number of distinct addresses, up to 100 in a request, and cuts the window
 * where it is longer than servers take. What goes wrong with one address is told of it alone.
 * @returns one answer for each address, in their order
 * @throws ExchangeError when a failure concerns all of them
 */
export async function askAvailability(
	exchange: Exchange,
	addresses: readonly string[],
	window: Interval,
	question: AvailabilityQuestion,
): Promise<Answer[]> {
	const parts = windowParts(window, question.interval);
	const requests = batchesOf(addresses, mostPeople).flatMap((batch) =>
		parts.map((part) => ({ batch, part })),
	);
	const asking = new Asking(exchange, question);
	const limit = requestsAtOnce(exchange);
	const answers = await mapConcurrently(
		requests,
		limit,
		async ({ batch, part }) => await asking.ask(batch, part),
	);
	return batchesOf(answers, parts.length).flatMap(joined);
}

/** Answers for parts of a window, each with the same addresses, as answers for the whole. */
function joined(parts: readonly Answer[][]): Answer[] {
	return parts[0].map((_first, index) => {
		const seen: SeenPart[] = [];
		for (const part of parts) {
			const answer = part[index];
			// Half a calendar would look like free time.
			if (!answer.ok) return answer;
			seen.push(...answer.value);
		}
		return { ok: true, value: seen };
	});
}

class Asking {
	private culprits = 0;
	private isAnswered = false;

	constructor(
		private readonly exchange: Exchange,
		private readonly question: AvailabilityQuestion,
	) {}

	/** Asks, and asks again in smaller parts or for fewer people where that may help. */
	async ask(addresses: readonly string[], window: Interval): Promise<Answer[]> {
		const sent = await this.send(addresses, window, { culprits: addresses.length > 1 ? 1 : 2 });
		if (sent.ok) {
			this.isAnswered = true;
			return await this.askAgain(addresses, window, sent.value);
		}
		const { error } = sent;
		const halves = windowParts(window, this.question.interval, 2);
		if (isWindowTooMuch(error.details) && halves.length > 1) {
			return await this.inHalves(addresses, halves);
		}
		if (addresses.length > 1 && mayBePeople(error)) {
			const middle = Math.ceil(addresses.length / 2);
			return [
				...(await this.ask(addresses.slice(0, middle), window)),
				...(await this.ask(addresses.slice(middle), window)),
			];
		}
		this.culprits++;
		if (this.culprits >= maxCulprits && !this.isAnswered) throw error;
		return addresses.map(() => sent);
	}

	/** Asks once more for those whose server was too busy, and in parts for those to whom the window is too much. */
	private async askAgain(
		addresses: readonly string[],
		window: Interval,
		entries: Entry[],
	): Promise<Answer[]> {
		const answers = entries.map((entry, index) => this.answer(entry, addresses[index]));
		const again = async (
			isMeant: (failure: ItemFailure) => boolean,
			ask: (some: readonly string[]) => Promise<Answer[]>,
		) => {
			const meant = [...entries.keys()].filter((index) => {
				const entry = entries[index];
				return 'responseCode' in entry && isMeant(entry);
			});
			if (meant.length === 0) return;
			const found = await ask(meant.map((index) => addresses[index]));
			meant.forEach((index, at) => (answers[index] = found[at]));
		};
		await again(isBusy, async (some) => {
			const sent = await this.send(some, window, { culprits: 2, busy: 3 });
			if (!sent.ok) return some.map(() => sent);
			return sent.value.map((entry, index) => this.answer(entry, some[index]));
		});
		const halves = windowParts(window, this.question.interval, 2);
		if (halves.length > 1) {
			await again(isWindowTooMuch, async (some) => await this.inHalves(some, halves));
		}
		return answers;
	}

	/** A person who is not answered in the first part is not asked about in the next: the requests stay few. */
	private async inHalves(
		addresses: readonly string[],
		[half, ...others]: readonly Interval[],
	): Promise<Answer[]> {
		const answers = await this.ask(addresses, half);
		if (others.length === 0) return answers;
		const answered = [...addresses.keys()].filter((index) => answers[index].ok);
		if (answered.length === 0) return answers;
		const rest = await this.inHalves(
			answered.map((index) => addresses[index]),
			others,
		);
		answered.forEach((index, at) => ([answers[index]] = joined([[answers[index]], [rest[at]]])));
		return answers;
	}

	/** One request, tried no more often for what people may cause, or for those who are too busy. */
	private async send(
		addresses: readonly string[],
		window: Interval,
		mostAttempts: { culprits: number; busy?: number },
	): Promise<Outcome<Entry[]>> {
		const { interval, view, onBehalfOf: mailbox, signal } = this.question;
		const request = { addresses, ...window, interval, view: views[view] };
		const { culprits, busy = Infinity } = mostAttempts;
		const isEnough = (error: ExchangeError, attempts: number) => {
			if (isWindowTooMuch(error.details)) return true;
			if (/^(throttled|temporarilyUnavailable)$/.test(error.code)) return attempts >= busy;
			return mayBePeople(error) && !(error instanceof WrongAnswer) && attempts >= culprits;
		};
		const sent = await outcomeOf(
			call(this.exchange, getUserAvailability, request, { mailbox, signal, isEnough }),
			(error) => isForEveryMailbox(error) || isAboutAsking(error.code),
		);
		if (!sent.ok) return sent;
		return {
			ok: true,
			value: sent.value.map((entry) => (entry.ok ? { window, view: entry.view } : entry.failure)),
		};
	}

	private answer(entry: Entry, address: string): Answer {
		const { settings } = this.exchange;
		const { onBehalfOf } = this.question;
		const isImpersonated = settings.mailboxAccess === 'impersonation';
		// Who acts as somebody has the rights of that mailbox, and not the account's.
		const serviceAccount = (isImpersonated && onBehalfOf) || settings.user || undefined;
		const context = { operation: getUserAvailability.name, mailbox: address };
		if (!('responseCode' in entry)) {
			const access = accessOf(entry.view);
			if (access) return { ok: true, value: [{ ...entry, access }] };
			return { ok: false, error: new TimesNotShown(address, serviceAccount, context) };
		}
		if (entry.responseCode === 'ErrorFreeBusyDLLimitReached') {
			const { responseCode, messageText } = entry;
			const error = new GroupTooLarge(address, { ...context, responseCode, messageText });
			return { ok: false, error };
		}
		return { ok: false, error: responseError(entry, { ...context, serviceAccount }) };
	}
}

/** True where the window is longer than allowed, or holds more than the 1000 entries that servers list. */
function isWindowTooMuch({ responseCode = '' }: { responseCode?: string }): boolean {
	return /^Error(TimeIntervalTooBig|ResultSetTooBig)$/.test(responseCode);
}

/** True for failures that concern the mailbox as whom it is asked, or the question itself. */
function isAboutAsking(code: ExchangeErrorCode): boolean {
	return /^(impersonation|mailboxUnavailable|accessDenied|notFound|input|schemaValidation)$/.test(
		code,
	);
}

/** True for failures that one of several people can cause, or their number. */
function mayBePeople({ code, details }: ExchangeError): boolean {
	if (/^(timeout|server|limit|malformedResponse)$/.test(code)) return true;
	if (code === 'http') return details.httpStatus === 500;
	return details.responseCode !== undefined && isTooMuch(details.responseCode);
}
