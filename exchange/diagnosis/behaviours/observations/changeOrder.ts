import { seen, unseen, type Observation } from '../observation';

/** Fewer moments are in order by chance. */
const fewest = 5;

export const changeOrder: Observation = {
	name: 'changeOrder',
	async look({ sample }) {
		const { items } = await sample();
		const times = items.map(({ lastModifiedTime }) => Date.parse(lastModifiedTime ?? ''));
		if (times.some(Number.isNaN) || new Set(times).size < fewest) return unseen('fewItems');
		const pairs = times.slice(1).map((time, index) => time - times[index]);
		if (pairs.every((later) => later >= 0)) return seen('oldestFirst');
		return seen(pairs.every((later) => later <= 0) ? 'newestFirst' : 'shuffled');
	},
};
