import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SaxesParser } from 'saxes';
import { poxRequest, readPoxAnswer } from '../../../exchange/autodiscover/pox';
import { readSoapAnswer, soapRequest } from '../../../exchange/autodiscover/soap';
import { describeWith, sharedDirectory, transcripts } from '../../requirements';

const folder = path.join(sharedDirectory, 'transcripts', 'autodiscover');
const published = (file: string) => readFileSync(path.join(folder, file));

describeWith(transcripts, 'answers as Microsoft publishes them', () => {
	it('reads the redirect to another address, SOAP and POX', () => {
		expect(readSoapAnswer(published('handling-autodiscover-error-messages__1.xml'))).toEqual({
			kind: 'redirectAddress',
			address: 'elvin@mail.contoso.com',
		});
		expect(readPoxAnswer(published('handling-autodiscover-error-messages__2.xml'))).toEqual({
			kind: 'redirectAddress',
			address: 'elvin@mail.contoso.com',
		});
	});

	it('tells external from internal URLs', () => {
		expect(readPoxAnswer(published('pox-autodiscover-response-for-exchange__1.xml'))).toEqual({
			kind: 'settings',
			externalUrl: 'https://mail.contoso.com/ews/exchange.asmx',
			internalUrl: 'https://mail.contoso.com/ews/exchange.asmx',
		});
		expect(readSoapAnswer(published('getusersettings-operation-soap__2.xml'))).toEqual({
			kind: 'settings',
			externalUrl: undefined,
			internalUrl: undefined,
		});
	});
});

describe('requests', () => {
	it.each([
		['SOAP', (address: string) => soapRequest(address, 'https://enyoi.example/a?b&c')],
		['POX', poxRequest],
	])('%s: an address stays text', (_, request) => {
		const address = '"<a/>&b"@enyoi.example';
		const texts: string[] = [];
		const parser = new SaxesParser({ xmlns: true });
		parser.on('text', (text) => texts.push(text));
		parser.on('error', (error) => {
			throw error;
		});
		parser.write(request(address)).close();
		expect(texts.join('|')).toContain(address);
	});
});

describe('what is no answer', () => {
	it.each([
		'',
		'<html><body>Sign in</body></html>',
		'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
		'{}',
	])('%j is refused', (body) => {
		expect(() => readSoapAnswer(Buffer.from(body))).toThrow();
		expect(() => readPoxAnswer(Buffer.from(body))).toThrow();
	});
});
