import type { Position } from '../../exchange/changes/getChanges';
import { letSeePrivate } from '../../exchange/changes/privacy';
import { isItemMissing } from '../../exchange/ews/responseCodes';
import type { ItemResults } from '../shared/itemResults';

/** Says which mailboxes have items that the server could not give: the others come out all the same. */
export function tellUnreadable(results: ItemResults, positions: readonly Position[]): void {
	const told = positions.filter(({ unreadable = [] }) => unreadable.length > 0);
	if (told.length === 0) return;
	const [{ mailbox, unreadable = [] }] = told;
	const more = told.length > 1 ? `, and of ${told.length - 1} more mailboxes` : '';
	const count = unreadable.length === 1 ? 'An item' : `${unreadable.length} items`;
	const isMissing = unreadable.some(({ reason }) => isItemMissing({ responseCode: reason }));
	const hidden = isMissing
		? ` What is listed and not given was deleted meanwhile, or made private, which a delegate may not see. ${letSeePrivate(mailbox)}.`
		: '';
	results.tell(
		`${count} of ${mailbox}${more} could not be read and will be tried again. The option Output Positions names them.${hidden}`,
	);
}
