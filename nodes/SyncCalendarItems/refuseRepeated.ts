import { InvalidInput } from '../../exchange/errors';
import { addressKey } from '../../exchange/mailboxes/address';
import type { GetChangesOptions } from '../../exchange/changes/getChanges';
import type { PositionPlace } from './parameters/position';

/** The mailbox and options that one input item gives. */
export interface MailboxSync {
	item: number;
	options: GetChangesOptions;
	/** Where the position is kept; undefined when the item brings it along. */
	kept?: { place: PositionPlace; delivery: 'onOutput' | 'onConfirm' };
	/** True when changes come out without what few need. */
	isSimple: boolean;
	/** True when an item of the output Position tells what the run found. */
	tellsPosition: boolean;
}

/**
 * Two items that keep the same position would overwrite each other's: which one wins would be chance.
 * @returns a check for one of these items, which throws InvalidInput naming all that share its position
 */
export function refuseRepeated(syncs: readonly MailboxSync[]): (sync: MailboxSync) => MailboxSync {
	const sharing = new Map<string, MailboxSync[]>();
	for (const sync of syncs) {
		const key = positionKey(sync);
		if (key) sharing.set(key, [...(sharing.get(key) ?? []), sync]);
	}
	return (sync) => {
		const same = sharing.get(positionKey(sync) ?? '') ?? [];
		if (same.length < 2) return sync;
		const items = same.map(({ item }) => item).join(' and ');
		const { mailbox } = sync.options;
		throw new InvalidInput(
			'mailbox',
			`The items ${items} sync the same calendar of mailbox ${mailbox} under the same position name`,
			{
				remedy: 'Remove the repeated items before this node, or give each its own Position Name.',
			},
		);
	};
}

function positionKey({ options, kept }: MailboxSync): string | undefined {
	if (!kept) return undefined;
	const { kind, name, calendar } = kept.place;
	return JSON.stringify([addressKey(options.mailbox), kind, name, calendar?.id]);
}
