import { isPrivateItem } from '../../../changes/privacy';
import { findItem } from '../../../ews/operations/findItem';
import { call } from '../../../ews/request';
import { seen, unseen, type Observation } from '../observation';

/** Subjects that are looked at; a search for one may give more than a page. */
const pageSize = 100;

export const searchedTexts: Observation = {
	name: 'searchedTexts',
	async look({ exchange, calendar, target, sample, isDelegate }) {
		const { items } = await sample();
		// To a delegate, private items are shown with another subject than they are found by.
		const readable = items.filter((item) => !isDelegate || !isPrivateItem(item));
		const searches = async (subject: string, id: string) => {
			const { items: found } = await call(
				exchange,
				findItem,
				{
					folder: { id: calendar.id },
					offset: 0,
					pageSize,
					restriction: { compare: 'item:Subject', is: 'equalTo', to: subject },
					shape: { base: 'IdOnly' },
				},
				target,
			);
			return { isFound: found.some(({ itemId }) => itemId.id === id), isFull: found.length >= 100 };
		};
		for (const { subject = '', itemId } of readable) {
			const swapped = swapCase(subject);
			if (swapped === subject || subject.length > 200) continue;
			const control = await searches(subject, itemId.id);
			if (!control.isFound || control.isFull) continue;
			const { isFound } = await searches(swapped, itemId.id);
			return isFound ? seen('first255', 'ignoringCase') : seen('exactCase');
		}
		return unseen('noCase');
	},
};

/** Plain letters alone: what else has two cases is not the same in every language. */
function swapCase(text: string): string {
	return text.replace(/[a-z]/gi, (letter) =>
		letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
	);
}
