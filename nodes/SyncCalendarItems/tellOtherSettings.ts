import type { Position } from '../../exchange/changes/getChanges';
import type { ItemResults } from '../shared/itemResults';

/** Says which mailboxes were read with other settings before: two readers of one position take turns for ever. */
export function tellOtherSettings(results: ItemResults, positions: readonly Position[]): void {
	const told = positions.filter(({ otherSettings }) => otherSettings);
	if (told.length === 0) return;
	const more = told.length > 1 ? `, and of ${told.length - 1} more mailboxes` : '';
	results.tell(
		`The position of ${told[0].mailbox}${more} was made with other settings (Past Days, Future Days, Series As): everything was compared. Where two nodes read one calendar with different settings, give each a Position Name of its own, or its own position where Keep Position In is Item.`,
	);
}
