import type { ExtendedPropertyUri } from '../../../exchange/ews/calendarItem';
import {
	canonicalValue,
	distinguishedSets,
	propertyField,
	propertyOfField,
	propertyTypes,
} from '../../../exchange/push/plan/propertyFields';

const setId = '00020329-0000-0000-c000-000000000046';

describe('a property', () => {
	it('has one name, however its set is named', () => {
		const named = (uri: object) => propertyField({ name: 'Cost', type: 'String', ...uri });
		expect(named({ distinguishedSetId: 'PublicStrings' })).toBe(`x:${setId}/=Cost/String`);
		expect(named({ distinguishedSetId: 'publicstrings' })).toBe(`x:${setId}/=Cost/String`);
		expect(named({ setId: setId.toUpperCase() })).toBe(`x:${setId}/=Cost/String`);
		expect(named({ distinguishedSetId: 'Other' })).toBe('x:other/=Cost/String');
		expect(new Set(distinguishedSets.map((set) => named({ distinguishedSetId: set }))).size).toBe(
			10,
		);
	});

	it.each<ExtendedPropertyUri>([
		{ setId, name: 'Cost', type: 'String' },
		{ setId, name: 'a/b/#', type: 'StringArray' },
		{ setId, name: '#5', type: 'Integer' },
		{ setId, name: 'two\nlines', type: 'Integer' },
		{ setId, id: 5, type: 'Integer' },
		{ setId, id: 0, type: 'Integer' },
		{ tag: '0x3a1d', type: 'Binary' },
	])('%j is found by its name', (uri) => {
		expect(propertyOfField(propertyField(uri))).toEqual(uri);
	});

	it('is none of another field', () => {
		for (const field of ['subject', 'x:', 'x:a/b', 'occurrences.subject']) {
			expect(propertyOfField(field)).toBeUndefined();
		}
	});

	it('has one of the types of MAPI', () => {
		expect(propertyTypes).toHaveLength(23);
		expect(propertyTypes).toContain('SystemTimeArray');
	});
});

describe('a value', () => {
	it.each([
		['Boolean', ['True', '1', ' true ', 'TRUE'], 'true'],
		['Boolean', ['False', '0', 'no'], 'false'],
		['Integer', ['7', '+7', '007', ' 7 '], '7'],
		['Short', ['-7', '-07'], '-7'],
		['Long', ['9007199254740993', '+9007199254740993'], '9007199254740993'],
		['Integer', ['seven'], 'seven'],
		['Double', ['1.50', '1.5', '15e-1'], '1.5'],
		['Currency', ['100', '100.00'], '100'],
		['Float', ['1.1', '1.10000002'], String(Math.fround(1.1))],
		['Double', ['', ' '], undefined],
		[
			'SystemTime',
			['2026-12-01T09:00:00Z', '2026-12-01T10:00:00.123+01:00'],
			'2026-12-01T09:00:00',
		],
		['ApplicationTime', ['soon'], 'soon'],
		['CLSID', [`{${setId.toUpperCase()}}`, setId], setId],
		['Binary', ['AQID', 'AQ ID'], 'AQID'],
		['String', ['a\r\nb', 'a\nb', 'a\rb'], 'a\nb'],
		['String', [' A '], ' A '],
	])('of type %s is the same however it is written: %j', (type, written, one) => {
		for (const text of written) {
			expect(canonicalValue(type, text)).toBe(one ?? text);
			expect(canonicalValue(`${type}Array`, [text, text])).toEqual([one ?? text, one ?? text]);
		}
	});

	it('that is absent stays so', () => {
		expect(canonicalValue('String', undefined)).toBeUndefined();
	});
});
