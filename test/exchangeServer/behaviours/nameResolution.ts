import { behaviour } from './behaviour';

export const nameResolution = behaviour({
	name: 'nameResolution',
	changes: 'Which addresses ResolveNames looks at.',
	values: {
		partial:
			'with `smtp:` each address that begins with the text, without it the primary address only',
		exact: 'with `smtp:` only the same address, without it also the others',
	},
	standard: 'partial',
	source:
		'https://learn.microsoft.com/exchange/client-developer/web-service-reference/resolvenames-operation (Remarks)',
	certainty: 'source',
	coping: 'An entry counts only when one of its addresses is the one that was asked for.',
});
