//! The contract's answers with their records: what the command line prints, and what a report is held to.

use std::rc::Rc;

use afterglow_catalog::Catalog;
use afterglow_eventlog::source::Input;

use crate::answer::calibrates;
use crate::away::Sources;
use crate::contract::{
    Advise, CatalogJson, EngineJson, MadeOf, Pipeline, Predict, ProfileJson, RightsizeJson, SettingsJson, SourceJson,
    TableJson,
};
use crate::run::Run;
use crate::view::{AdviceView, PastRunsView};
use crate::{AdviseQuery, Digest, MachineUseQuery, Machines, PastRunsQuery, PredictQuery, Seen, Session, batch};

/// What one run teaches another.
pub trait Teaches: Clone {
    /// What it did.
    fn digest(&self) -> &Digest;
}

impl Teaches for Digest {
    fn digest(&self) -> &Digest {
        self
    }
}

impl Teaches for Seen {
    fn digest(&self) -> &Digest {
        &self.digest
    }
}

/// What runs teach each other, and the files that they were read from.
pub struct Others<T> {
    all: Vec<(Vec<SourceJson>, T)>,
}

impl<T: Teaches> Others<T> {
    /// Of runs in their order; one alone has none to learn from.
    pub fn of<'r>(runs: impl Iterator<Item = &'r Run>, sources: &Sources<'_>, seen: impl Fn(&Run) -> T) -> Self {
        let runs: Vec<&Run> = runs.collect();
        let all = if runs.len() < 2 { Vec::new() } else { runs };
        Self { all: all.into_iter().map(|run| (sources.of(run), seen(run))).collect() }
    }

    /// Those that the one at a place learns from. The rest, such as another program's, need not be told in its record.
    fn of_use_to(&self, place: usize) -> (Vec<Vec<SourceJson>>, Vec<T>) {
        let Some((_, own)) = self.all.get(place) else { return (Vec::new(), Vec::new()) };
        let others = self.all.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, other)| other);
        others.filter(|(_, other)| calibrates(own.digest(), other.digest())).cloned().unzip()
    }
}

impl Run {
    /// The contract's profile, with the files' hashes and the record.
    pub fn profile_report(&self, machines: &Machines, sources: &Sources<'_>) -> ProfileJson {
        let mut profile = self.profile_json_on(machines);
        sources.hash_files(&mut profile.log.files);
        ProfileJson { made_of: Some(self.made_of(SettingsJson::from(machines), sources, Vec::new())), ..profile }
    }

    /// The contract's prediction with its record; the run stands at `place` among the others.
    ///
    /// # Errors
    /// A sentence that says which word of the query is wrong.
    pub fn predict_report(
        &self,
        query: &PredictQuery,
        (others, place): (&Others<Digest>, usize),
        sources: &Sources<'_>,
    ) -> Result<Predict, String> {
        let (files, others) = others.of_use_to(place);
        let settings = SettingsJson::from(query);
        let predicted = self.predict_json(&PredictQuery { others, ..query.clone() })?;
        Ok(Predict { made_of: Some(self.made_of(settings, sources, files)), ..predicted })
    }

    /// The contract's advice with its record, and the view that it is made of.
    ///
    /// # Errors
    /// A sentence that says which word of the query is wrong.
    pub fn advise_report(
        &self,
        query: &AdviseQuery,
        window: Option<&str>,
        (others, place): (&Others<Seen>, usize),
        sources: &Sources<'_>,
    ) -> Result<(AdviceView, Advise), String> {
        let (files, others) = others.of_use_to(place);
        let settings = SettingsJson { window: window.map(str::to_owned), ..SettingsJson::from(query) };
        let view = self.advice(&AdviseQuery { others, ..query.clone() })?;
        let made_of = Some(self.made_of(settings, sources, files));
        let advise = Advise { made_of, ..Advise::from(view.clone()) };
        Ok((view, advise))
    }

    /// What advice for this run learns from others, and others from it.
    pub fn seen_for(&self, query: &AdviseQuery) -> Seen {
        let (instance, region) = (query.current_instance.clone(), query.current_region.clone());
        self.seen(&Machines { instance, region, ..Machines::default() })
    }
}

impl Pipeline {
    /// Advised runs, each with its name, in a window of time.
    pub fn of(advised: Vec<(String, AdviceView, Advise)>, window: &str) -> Self {
        let legs: Vec<(String, &AdviceView)> = advised.iter().map(|(name, view, _)| (name.clone(), view)).collect();
        let placed = batch(&legs, window);
        let (batch, unplaced) = match placed {
            Ok(batch) => (Some(batch), None),
            Err(because) => (None, Some(because)),
        };
        let advice = advised.into_iter().map(|(_, _, advise)| advise).collect();
        Self { schema: "afterglow.pipeline/1".to_owned(), advice, batch, unplaced }
    }
}

impl TableJson {
    /// The answer about the file at a place, with its record.
    pub fn report(view: PastRunsView, query: &PastRunsQuery, sources: &Sources<'_>, place: usize) -> Self {
        let files: Vec<SourceJson> = sources.source(place).into_iter().collect();
        let name = files.first().map_or("", |file| &file.name);
        let mut table = Self::of(name, view);
        table.made_of = Some(under(Catalog::builtin(), None, SettingsJson::from(query), files));
        table
    }
}

impl Session {
    /// The answer to samples of machines' use with its record.
    pub fn rightsize_report(
        &self,
        inputs: &[Rc<dyn Input>],
        query: &MachineUseQuery,
        sources: &Sources<'_>,
    ) -> RightsizeJson {
        let house = self.house();
        let mut answer = RightsizeJson::of(self.machine_use(inputs, query));
        answer.made_of = Some(under(house.catalog(), house.sha256(), SettingsJson::from(query), sources.all()));
        answer
    }
}

fn under(catalog: &Catalog, house: Option<String>, settings: SettingsJson, files: Vec<SourceJson>) -> MadeOf {
    MadeOf {
        form: MadeOf::FORM,
        engine: EngineJson::here(),
        catalog: CatalogJson { date: catalog.date().to_string(), sha256: catalog.sha256().to_owned() },
        house_sha256: house,
        settings,
        files,
        ..MadeOf::default()
    }
    .sealed()
}
