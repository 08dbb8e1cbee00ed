import { parseFlatted } from '../../../scripts/lib/flatted.mjs';

it('puts values back where their index stands', () => {
	const text =
		'[{"name":"1","count":3,"list":"2","none":null},"text",["1","3"],{"deep":"4"},"end"]';
	expect(parseFlatted(text)).toEqual({
		name: 'text',
		count: 3,
		list: ['text', { deep: 'end' }],
		none: null,
	});
});

it('keeps a string of digits a string', () => {
	expect(parseFlatted('[{"version":"1"},"2"]')).toEqual({ version: '2' });
});

it('restores circular references', () => {
	const value = parseFlatted('[{"self":"0"}]') as { self: unknown };
	expect(value.self).toBe(value);
});
