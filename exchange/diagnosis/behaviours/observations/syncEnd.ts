import { seen, unseen, type Observation } from '../observation';

export const syncEnd: Observation = {
	name: 'syncEnd',
	async look({ sample }) {
		const { end } = await sample();
		if (end === 'tooLong') return unseen('manyItems');
		return seen(end === 'marked' ? 'lastMarked' : 'neverLast');
	},
};
