//! `index.json` of AWS's Price List: first the products, of which only the used ones are kept, then their terms.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io::Read;
use std::sync::Arc;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::super::ImportFormat;
use super::super::json::{Text, broken_off};
use super::{Column, Product, Taken, market, product};
use crate::csv::{number, shorten};
use crate::{Date, Issue, Overlay};

pub(in super::super) fn read(from: impl Read) -> Result<Overlay, serde_json::Error> {
    let mut file = File { taken: Taken::new(ImportFormat::AwsPriceJson), products: HashMap::new() };
    let mut json = serde_json::Deserializer::from_reader(std::io::BufReader::new(from));
    if let Err(error) = Object(Top(&mut file)).deserialize(&mut json) {
        if file.taken.overlay.offers.is_empty() && file.taken.overlay.fees.is_empty() {
            return Err(error);
        }
        file.taken.found.push(broken_off(&error));
    }
    Ok(file.taken.finish())
}

struct File {
    taken: Taken,
    /// What is used, by SKU: what it is, its region and type.
    products: HashMap<String, (Product, Arc<str>, Arc<str>)>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct ProductRow {
    product_family: Text,
    attributes: Attributes,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Attributes {
    instance_type: Text,
    region_code: Text,
    operating_system: Text,
    tenancy: Text,
    pre_installed_sw: Text,
    capacitystatus: Text,
    marketoption: Text,
    software_type: Text,
}

impl ProductRow {
    fn get(&self, column: Column) -> &str {
        match column {
            Column::Family => &self.product_family.0,
            Column::Instance => &self.attributes.instance_type.0,
            Column::Region => &self.attributes.region_code.0,
            Column::System => &self.attributes.operating_system.0,
            Column::Tenancy => &self.attributes.tenancy.0,
            Column::Software => &self.attributes.pre_installed_sw.0,
            Column::Capacity => &self.attributes.capacitystatus.0,
            Column::MarketOption => &self.attributes.marketoption.0,
            Column::SoftwareType => &self.attributes.software_type.0,
            _ => "",
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Term {
    price_dimensions: BTreeMap<String, Dimension>,
    term_attributes: TermAttributes,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Dimension {
    unit: Text,
    price_per_unit: BTreeMap<String, Text>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct TermAttributes {
    lease_contract_length: Text,
    purchase_option: Text,
    offering_class: Text,
}

impl File {
    fn put_product(&mut self, sku: String, row: &ProductRow) {
        match product(|column| row.get(column)) {
            Some(product) => {
                let (region, instance) = (Arc::from(row.get(Column::Region)), Arc::from(row.get(Column::Instance)));
                self.products.insert(sku, (product, region, instance));
            }
            None => self.taken.overlay.passed_over += 1,
        }
    }

    fn put_terms(&mut self, kind: &str, sku: &str, terms: &BTreeMap<String, Term>) {
        let Some((product, region, instance)) = self.products.get(sku).cloned() else { return };
        for (code, term) in terms {
            for dimension in term.price_dimensions.values() {
                let get = |column: Column| match column {
                    Column::TermType => kind,
                    Column::Unit => &dimension.unit.0,
                    Column::Lease => &term.term_attributes.lease_contract_length.0,
                    Column::Purchase => &term.term_attributes.purchase_option.0,
                    Column::Class => &term.term_attributes.offering_class.0,
                    _ => "",
                };
                let Some(market) = market(get) else { continue };
                for (currency, amount) in &dimension.price_per_unit {
                    let price =
                        number(&amount.0, false).ok_or_else(|| format!("“{}” is not a number", shorten(&amount.0)));
                    let place = (region.clone(), instance.clone());
                    let put = price.and_then(|price| self.taken.put(product, place, market, (price, currency)));
                    if let Err(what) = put {
                        self.taken.found.push(Issue::within(format!("terms.{kind}.{}", shorten(code)), what));
                    }
                }
            }
        }
    }
}

/// Something that reads an object one entry at a time.
trait Entries<'de> {
    fn entry<A: MapAccess<'de>>(&mut self, key: String, map: &mut A) -> Result<(), A::Error>;
}

/// The object that is read so.
struct Object<E>(E);

impl<'de, E: Entries<'de>> DeserializeSeed<'de> for Object<E> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, E: Entries<'de>> Visitor<'de> for Object<E> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object of a price list")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            self.0.entry(key, &mut map)?;
        }
        Ok(())
    }
}

/// The object at the top.
struct Top<'a>(&'a mut File);

impl<'de> Entries<'de> for Top<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, key: String, map: &mut A) -> Result<(), A::Error> {
        match key.as_str() {
            "publicationDate" => self.0.taken.date = Date::parse(&map.next_value::<Text>()?.0).unwrap_or_default(),
            "products" => map.next_value_seed(Object(Products(&mut *self.0)))?,
            "terms" => {
                if self.0.products.is_empty() {
                    let what = "no machine or EMR product stands before the terms; take index.csv instead";
                    self.0.taken.found.push(Issue::within("terms", what));
                }
                map.next_value_seed(Object(Terms(&mut *self.0)))?;
            }
            _ => drop(map.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}

/// `products`: by SKU.
struct Products<'a>(&'a mut File);

impl<'de> Entries<'de> for Products<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, sku: String, map: &mut A) -> Result<(), A::Error> {
        let row = map.next_value::<ProductRow>()?;
        self.0.put_product(sku, &row);
        Ok(())
    }
}

/// `terms`: by `OnDemand`, `Reserved` and others.
struct Terms<'a>(&'a mut File);

impl<'de> Entries<'de> for Terms<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, kind: String, map: &mut A) -> Result<(), A::Error> {
        map.next_value_seed(Object(TermsOf { file: &mut *self.0, kind }))
    }
}

/// The terms of one kind: by SKU. Those of products that are not used are passed over unread.
struct TermsOf<'a> {
    file: &'a mut File,
    kind: String,
}

impl<'de> Entries<'de> for TermsOf<'_> {
    fn entry<A: MapAccess<'de>>(&mut self, sku: String, map: &mut A) -> Result<(), A::Error> {
        if self.file.products.contains_key(&sku) {
            let terms = map.next_value()?;
            self.file.put_terms(&self.kind, &sku, &terms);
        } else {
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}
