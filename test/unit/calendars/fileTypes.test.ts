import { fileNameOf } from '../../../exchange/calendars/attachments/fileTypes';

it.each([
	['Plan [1] ü 😀.pdf', 'Plan [1] ü 😀.pdf'],
	['../../etc/passwd', '_.._etc_passwd'],
	['C:\\new\r\nline?.txt', 'C_new_line_.txt'],
	['invoice\u202efdp.exe', 'invoice_fdp.exe'],
	['a\u2066b\u2069\u2028\u0085.txt', 'a_b_.txt'],
	[' . ', 'attachment'],
])('the file of %j is named %j', (name, file) => {
	expect(fileNameOf(name)).toBe(file);
});
