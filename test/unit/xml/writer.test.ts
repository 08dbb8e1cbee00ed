import fc from 'fast-check';
import { InvalidInput } from '../../../exchange/errors';
import { envelope, impersonationOf } from '../../../exchange/ews/envelope';
import { folderId } from '../../../exchange/ews/folderId';
import { namespaces } from '../../../exchange/ews/namespaces';
import { dateTime, element, render } from '../../../exchange/xml/writer';
import { find, saxesTree } from './xmlTree';

// eslint-disable-next-line no-control-regex -- what XML 1.0 can't carry
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

const anyText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({
		unit: fc.constantFrom(
			'<',
			'>',
			'&',
			'"',
			"'",
			']]>',
			'\r',
			'\n',
			'\t',
			'&amp;',
			'é',
			'😀',
			'\u0000',
			'\ud800',
		),
	}),
	fc.string({ unit: 'grapheme' }),
);

it('any text in any place comes back unchanged, or is refused with its field', () => {
	fc.assert(
		fc.property(anyText, anyText, (text, attribute) => {
			const write = () =>
				render(element('t:Root', [element('t:Subject', text)], { Name: attribute }), namespaces);
			if (unwritable.test(text) || unwritable.test(attribute)) {
				const refused = expect.objectContaining({
					code: 'input',
					field: unwritable.test(text) ? 'subject' : 'name',
				});
				expect(write).toThrow(refused);
				return;
			}
			const root = saxesTree(write());
			expect(root.attributes.Name).toBe(attribute);
			expect(find(root, 't:Subject')!.text).toBe(text);
			expect(root.children).toHaveLength(1);
		}),
		{ numRuns: 1000 },
	);
});

it('leaves out what is missing', () => {
	const written = element('t:A', [undefined, false, '', element('t:B', 0), element('t:C', false)], {
		X: undefined,
		Y: 0,
	});
	expect(written.toString()).toBe('<t:A Y="0"><t:B>0</t:B><t:C>false</t:C></t:A>');
});

it('puts the mailbox nowhere but into its element', () => {
	const mailbox = '</t:SmtpAddress><t:SID>S-1-5-18</t:SID> & "';
	const xml = envelope(element('m:GetFolder'), {
		schema: 'Exchange2013_SP1',
		impersonation: impersonationOf(mailbox, 'smtpAddress'),
	});
	const sid = find(saxesTree(xml), 't:ConnectingSID')!;
	expect(sid.children).toEqual([
		{ name: 't:SmtpAddress', attributes: {}, text: mailbox, children: [] },
	]);
});

it('names the mailbox as the settings want it', () => {
	expect(impersonationOf('a@x', 'userPrincipalName', 'a@y')).toEqual({ userPrincipalName: 'a@y' });
	expect(impersonationOf('a@x', 'sid', 'S-1-5-21-1')).toEqual({ sid: 'S-1-5-21-1' });
	expect(() => impersonationOf('a@x', 'sid')).toThrow(InvalidInput);
});

it('refuses what is no date and no folder', () => {
	expect(dateTime('start', new Date('2026-11-23T10:00:00Z'))).toBe('2026-11-23T10:00:00Z');
	expect(() => dateTime('start', new Date(Number.NaN))).toThrow('start is not a date');
	expect(() => folderId({ id: '' })).toThrow(InvalidInput);
});
