import { behaviour } from './behaviour';

export const yearlyPatterns = behaviour({
	name: 'yearlyPatterns',
	changes: 'A monthly pattern with the interval 12.',
	values: {
		twelveMonthlyIsYearly: 'comes back as a yearly pattern',
		kept: 'comes back as it was sent',
	},
	standard: 'twelveMonthlyIsYearly',
	source: 'MS-OXOCAL, 2.2.1.44.1 (the period of yearly patterns is in months)',
	certainty: 'doubtful',
	coping: 'Patterns are compared by the occurrences that they give.',
});
