import type { IDataObject } from 'n8n-workflow';
import type { Company } from '../exchangeServer';
import { addressOf, dayMs, isPrivate, type Person } from './people';
import { window } from './window';

/** A system downstream of Get Changes: it holds what it was told of all mailboxes. */
export class Reader {
	private readonly held = new Map<string, IDataObject>();
	/** Keys of what only runs have told whose positions could not be kept: nothing can tell that it is gone. */
	readonly unremembered = new Set<string>();

	/** @param positions of the same run; `kept` is false of those that could not be kept */
	take(changes: readonly IDataObject[], positions: readonly IDataObject[]): void {
		const unkept = new Set(
			positions.filter(({ kept }) => kept === false).map(({ mailbox }) => mailbox),
		);
		for (const change of changes) {
			if (change.error !== undefined || typeof change.key !== 'string') continue;
			const key = `${String(change.mailbox)} ${change.key}`;
			if (!unkept.has(change.mailbox)) this.unremembered.delete(key);
			else if (!this.held.has(key)) this.unremembered.add(key);
			if (change.changeType === 'deleted') this.held.delete(key);
			else this.held.set(key, change);
		}
	}

	/** What it holds of the window, in words that compare with those of `seenBy`. */
	holds(): Map<string, string> {
		const { from, to } = range();
		const held = new Map<string, string>();
		for (const [key, change] of this.held) {
			const at = (name: 'start' | 'end') =>
				new Date(`${(change[name] as { dateTime: string }).dateTime.slice(0, 23)}Z`);
			if (at('end').getTime() <= from || at('start').getTime() >= to) continue;
			const isMasked = change.masked === true;
			const location = (change.location as { displayName?: string } | undefined)?.displayName ?? '';
			const subject = isMasked ? '' : String(change.subject ?? '');
			held.set(key, summary(subject, at('start'), isMasked ? '' : location));
		}
		return held;
	}
}

/** What stands in the calendars, as far as a reader may know it. */
export function seenBy(company: Company, read: readonly Person[]): Map<string, string> {
	const { from, to } = range();
	const seen = new Map<string, string>();
	for (const person of read) {
		const { calendar } = company.user(person);
		for (const { item, fields, originalStart } of calendar.view(new Date(from), new Date(to))) {
			const start = originalStart?.toISOString().slice(0, 19);
			const isMasked = isPrivate(item.sensitivity);
			seen.set(
				`${addressOf(person)} ${start ? `${item.uid}_${start}Z` : item.uid}`,
				summary(isMasked ? '' : fields.subject, fields.start, isMasked ? '' : fields.location),
			);
		}
	}
	return seen;
}

function range(): { from: number; to: number } {
	const now = Date.now();
	return { from: now - window.pastDays * dayMs, to: now + window.futureDays * dayMs };
}

const summary = (subject: string, start: Date, location: string) =>
	[subject, start.toISOString(), location].join(' | ');
