import { mapConcurrently } from '../../../exchange/concurrency';
import type { Exchange } from '../../../exchange/connection';
import { InvalidInput } from '../../../exchange/errors';
import { AddressNotPrimary } from '../../../exchange/ews/mailboxErrors';
import { addressKey } from '../../../exchange/mailboxes/address';
import { openCalendar } from '../../../exchange/mailboxes/openCalendar';
import { groupBy } from '../../shared/groupBy';
import { makeIncomplete, type SourceSet } from './sourceSets';

interface Refusing<Settings> {
	/** Takes the failure of a whole set. */
	fail: (set: SourceSet<Settings>, error: unknown) => void;
	signal?: AbortSignal;
}

/**
 * Refuses sets of one source that are of the same calendar under different names, since each would delete
 * what the other has. It asks Exchange where the run has several sets of which one deletes what it lacks.
 * @param isWhole true for the settings of a set that does
 * @returns the sets that go on
 */
export async function refuseSameCalendar<Settings>(
	exchange: Exchange,
	sets: ReadonlyArray<SourceSet<Settings>>,
	isWhole: (settings: Settings) => boolean,
	{ fail, signal }: Refusing<Settings>,
): Promise<Array<SourceSet<Settings>>> {
	const hasWhole = (some: ReadonlyArray<SourceSet<Settings>>) =>
		some.some(({ settings }) => isWhole(settings));
	const refused = new Set<SourceSet<Settings>>();
	const refuse = (set: SourceSet<Settings>, error: unknown) => {
		refused.add(set);
		fail(set, error);
	};
	const doubtful = groupBy(sets, ({ source }) => source)
		.filter((some) => some.length > 1 && hasWhole(some))
		.flat();
	const folders = new Map<SourceSet<Settings>, string>();
	await mapConcurrently(doubtful, exchange.settings.maxConnections, async (set) => {
		const { calendar, mailbox, source } = set;
		try {
			folders.set(set, calendar?.id ?? (await openCalendar(exchange, mailbox, signal)).id);
		} catch (error) {
			// Whatever else is in the way meets the run itself, which tells it.
			if (!(error instanceof AddressNotPrimary)) return;
			refuse(set, error);
			// Its items may belong to one of the others.
			for (const other of doubtful) {
				if (other.source === source && mayBe(error, other.mailbox)) makeIncomplete(other);
			}
		}
	});
	const known = doubtful.filter((set) => folders.has(set));
	for (const same of groupBy(known, (set) => JSON.stringify([set.source, folders.get(set)]))) {
		if (same.length < 2 || !hasWhole(same)) continue;
		for (const set of same) refuse(set, namedTwice(same));
	}
	return sets.filter((set) => !refused.has(set));
}

function mayBe({ primaryAddress }: AddressNotPrimary, mailbox: string): boolean {
	return primaryAddress === undefined || addressKey(primaryAddress) === addressKey(mailbox);
}

function namedTwice(same: ReadonlyArray<SourceSet<unknown>>): InvalidInput {
	const [one, other] = same;
	const isOneAddress = addressKey(one.mailbox) === addressKey(other.mailbox);
	return new InvalidInput(
		isOneAddress ? 'calendar' : 'mailbox',
		`The items ${one.items[0]} and ${other.items[0]} name the same calendar in two ways: ${nameOf(one)}, and ${nameOf(other)}`,
		{
			remedy:
				'Nothing was written to it. Name it in one way in all items: with the address that Resolve Mailbox gives as emailAddress, and either as the default calendar or by its ID.',
		},
	);
}

function nameOf({ mailbox, calendar }: SourceSet<unknown>): string {
	return `${calendar ? `the calendar with the ID ${calendar.id}` : 'the default calendar'} of ${mailbox}`;
}
