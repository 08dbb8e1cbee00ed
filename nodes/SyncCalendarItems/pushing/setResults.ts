import { dateText, dayOfDate } from '../../../exchange/calendar/civil';
import { ExchangeError } from '../../../exchange/errors';
import type { ItemResults } from '../../shared/itemResults';
import { type PushResult } from '../../../exchange/push/options';
import { describePlan } from '../../../exchange/push/planReport';
import { type Plan } from '../../../exchange/push/plan/plan';
import { TooManyDeletions } from '../../../exchange/push/plan/deletionGuard';
import type { SourceSet } from './sourceSets';

/** Hands the results of one set out to the items that they belong to. */
export class SetResults {
	private readonly done = new Set<number>();

	/** @param timeZone of the times in a plan's report; default: that of its events */
	constructor(
		private readonly set: SourceSet<unknown>,
		private readonly results: ItemResults,
		private readonly timeZone?: string,
	) {}

	/** Hands out the result of one input. Deletions by a snapshot take the place of the last item. */
	add(result: PushResult, output = 0): void {
		const { input, error } = result;
		const item = this.itemOf(input);
		if (item === undefined) return;
		if (input !== undefined) this.done.add(item);
		const unreadable = input === undefined ? undefined : this.set.unreadable.get(input);
		if (unreadable !== undefined) this.results.fail(item, unreadable);
		else if (result.action === 'failed') this.results.fail(item, error ?? failureOf(result));
		else {
			const fields = input === undefined ? {} : this.set.fields.get(item);
			const told = this.set.endingOnLastDay.has(item) ? withLastDay(result) : result;
			this.results.add(item, { ...fields, ...toJson(this.set, told) }, output);
		}
	}

	/** The plan of a dry run, for all items of the set, and the inputs that are not in it. */
	addPlan(plan: Plan, output = 0, more: object = {}): void {
		const { mailbox, source, items } = this.set;
		this.results.add(
			items,
			{
				...describePlan(plan, this.timeZone),
				mailbox,
				source,
				dryRun: true,
				...countsOf(plan),
				...more,
				plan,
			},
			output,
		);
	}

	/** The items that have no result yet failed with the whole set. */
	failRest(error: unknown): void {
		let more = error instanceof TooManyDeletions ? { wouldDelete: [...error.wouldDelete] } : {};
		for (const item of this.set.items) {
			if (this.done.has(item)) continue;
			const own = this.set.unreadable.get(this.set.itemOf.indexOf(item));
			if (own !== undefined) {
				this.results.fail(item, own);
			} else {
				// The list may be long: it is given once.
				this.results.fail(item, error, more);
				more = {};
			}
		}
	}

	/** Something failed for all, whatever was done for single items. */
	failSet(error: unknown): void {
		this.results.fail(this.set.items[this.set.items.length - 1], error);
	}

	private itemOf(input: number | undefined): number | undefined {
		return input === undefined ? this.set.items.at(-1) : this.set.itemOf[input];
	}
}

/** The zone that was chosen; a mailbox's own is that of its events. */
export function reportZone({ settings }: SourceSet<{ timeZone?: string }>): string | undefined {
	return settings.timeZone === 'mailbox' ? undefined : settings.timeZone;
}

/** The end of an all-day event as its item gives it. */
function withLastDay(result: PushResult): PushResult {
	const { end } = result;
	const after = end === undefined || end.includes('T') ? undefined : dayOfDate(end);
	return after === undefined ? result : { ...result, end: dateText(after - 1) };
}

/** A result as it comes out, without what only this run knows. */
export function toJson({ mailbox }: { mailbox: string }, result: PushResult): object {
	return { mailbox, ...result, input: undefined, error: undefined };
}

export function failureOf({ externalId, reason, message }: PushResult): ExchangeError {
	const why = message ?? reason ?? 'no reason given';
	return new ExchangeError('input', `The event ${externalId || 'without external ID'}: ${why}`);
}

/** Numbers of events that a plan would touch, for the person who approves it. */
function countsOf({ linked, actions }: Plan): object {
	const count = (kind: string) => actions.filter(({ action }) => action === kind).length;
	return {
		linked,
		create: count('create'),
		update: count('update'),
		delete: count('delete'),
		copies: actions.reduce((sum, { copies = [] }) => sum + copies.length, 0),
		adopt: count('adopt'),
		unchanged: count('unchanged'),
		skip: count('skip'),
		conflict: count('conflict'),
		fail: count('fail'),
	};
}
